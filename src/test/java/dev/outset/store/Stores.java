package dev.outset.store;

import dev.outset.support.TestDatabase;
import java.time.Duration;
import java.time.InstantSource;

/** The store's own types for tests of other rooms. */
public final class Stores {

    private Stores() {}

    /** The VMs of a database. */
    public static VmRepository repository(TestDatabase database, InstantSource clock) {
        return new JdbcVmRepository(
                database.client(),
                database.transactions(),
                new PassQueue(database.client()),
                events(database, clock),
                clock,
                changed -> {});
    }

    /** The events of a database. */
    public static EventLog events(TestDatabase database, InstantSource clock) {
        return new JdbcEventLog(
                database.client(), clock, new EventSettings(Duration.ofDays(7), 1_000_000, Duration.ofMinutes(1)));
    }
}
