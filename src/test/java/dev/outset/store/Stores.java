package dev.outset.store;

import dev.outset.support.TestDatabase;
import dev.outset.vm.VmDefinitionChanged;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/** The store's own types for tests of other rooms. */
public final class Stores {

    private Stores() {}

    /** The VMs of a database. */
    public static VmRepository repository(TestDatabase database, InstantSource clock) {
        return repository(database, events(database, clock), clock, changed -> {});
    }

    static VmRepository repository(
            TestDatabase database, EventLog events, InstantSource clock, Consumer<VmDefinitionChanged> changed) {
        return new JdbcVmRepository(
                database.client(),
                database.transactions(),
                new PassQueue(database.client()),
                events,
                keys(database, clock),
                clock,
                changed,
                Journal.none());
    }

    static IdempotencyKeys keys(TestDatabase database, InstantSource clock) {
        return new IdempotencyKeys(database.client(), clock, new IdempotencySettings(Duration.ofHours(24)));
    }

    /** The events of a database. */
    public static EventLog events(TestDatabase database, InstantSource clock) {
        return events(database, clock, 1_000_000);
    }

    /** The events of a database, of which so many are kept for seven days. */
    public static EventLog events(TestDatabase database, InstantSource clock, long kept) {
        return new JdbcEventLog(
                database.client(),
                EventOrder.of(DatabaseProduct.of(database.dataSource()), database.client()),
                clock,
                new EventSettings(Duration.ofDays(7), kept, Duration.ofMinutes(1)));
    }
}
