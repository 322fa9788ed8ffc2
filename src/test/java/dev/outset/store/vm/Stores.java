package dev.outset.store.vm;

import dev.outset.store.audit.AuditSink;
import dev.outset.store.database.ReconcileQueue;
import dev.outset.store.database.StatementBatch;
import dev.outset.store.event.EventLog;
import dev.outset.store.event.EventOrder;
import dev.outset.store.event.EventSettings;
import dev.outset.store.idempotency.IdempotencyKeys;
import dev.outset.store.idempotency.IdempotencySettings;
import dev.outset.support.TestDatabase;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;

/** Creates the package-private types of the store for tests of other packages. */
public final class Stores {

    static final long KEPT = 1_000_000;

    private Stores() {}

    /** Returns the VM repository of a database. */
    public static VmRepository repository(TestDatabase database, InstantSource clock) {
        return repository(database, log(database, clock, KEPT), clock, event -> {});
    }

    static VmRepository repository(
            TestDatabase database, EventLog events, InstantSource clock, ApplicationEventPublisher publisher) {
        return new VmRepository(
                database.client(),
                batch(database),
                database.transactions(),
                new ReconcileQueue(database.client()),
                events,
                keys(database, clock),
                clock,
                () -> {},
                publisher,
                AuditSink.none(),
                () -> null);
    }

    private static StatementBatch batch(TestDatabase database) {
        return new StatementBatch(new JdbcTemplate(database.dataSource()), database.driver());
    }

    static IdempotencyKeys keys(TestDatabase database, InstantSource clock) {
        return new IdempotencyKeys(database.client(), clock, new IdempotencySettings(Duration.ofHours(24)));
    }

    /** Returns the event log of a database. */
    public static EventLog events(TestDatabase database, InstantSource clock) {
        return log(database, clock, KEPT);
    }

    /** Returns the event log of a database that retains a number of events for seven days. */
    public static EventLog events(TestDatabase database, InstantSource clock, long kept) {
        return log(database, clock, kept);
    }

    static EventLog log(TestDatabase database, InstantSource clock, long kept) {
        return new EventLog(
                database.client(),
                batch(database),
                EventOrder.of(database.driver(), database.client()),
                clock,
                new EventSettings(Duration.ofDays(7), kept, Duration.ofMinutes(1)));
    }
}
