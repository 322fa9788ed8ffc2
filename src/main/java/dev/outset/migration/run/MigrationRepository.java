package dev.outset.migration.run;

import dev.outset.binding.RecordReader;
import dev.outset.binding.RecordWriter;
import dev.outset.migration.plan.MigrationRequest;
import dev.outset.reconcile.schedule.ReconcileLoop;
import dev.outset.status.GuestHold;
import dev.outset.store.audit.AuditSink;
import dev.outset.store.database.ReconcileQueue;
import dev.outset.store.database.Slice;
import dev.outset.store.database.SliceQuery;
import dev.outset.store.database.SqlBuilder;
import dev.outset.store.database.Timestamps;
import dev.outset.store.event.EventDraft;
import dev.outset.store.event.EventLog;
import dev.outset.store.vm.GuestHolds;
import dev.outset.vm.VmName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Stores migrations, including those that have ended, in the table {@code migration}, and the locks on their VMs in
 * {@code migration_lock}. The database ensures that a VM takes part in one migration at a time. Publishes
 * {@link MigrationSaved} after the commit.
 */
public final class MigrationRepository {

    /** The name of the db-scheduler task. */
    public static final String TASK = "migrate-vm";

    private static final String COLUMNS =
            "id, request, phase, state, cancelled, progress, created_at, ended_at, version";

    private static final String LENGTH =
            "octet_length(request) + octet_length(state) + coalesce(octet_length(progress), 0)";

    private static final SliceQuery SLICES = new SliceQuery("migration", COLUMNS, "id", "desc");

    private final JdbcClient jdbc;

    private final TransactionOperations transactions;

    private final EventLog events;

    private final ReconcileQueue queue;

    private final InstantSource clock;

    private final ReconcileLoop.Wakeup wakeup;

    private final AuditSink audit;

    private final ApplicationEventPublisher publisher;

    private final GuestHolds guests;

    private final ProgressSeries series;

    private final RecordReader reader = RecordReader.forTrustedInput();

    private final RecordWriter writer = new RecordWriter();

    /**
     * Creates a repository.
     *
     * @param jdbc the database
     * @param transactions starts transactions
     * @param events the event log
     * @param queue the queue of reconciliations of VMs
     * @param clock the current time
     * @param wakeup wakes the scheduler when a migration is due
     * @param audit receives what users do
     * @param publisher receives the application events
     */
    public MigrationRepository(
            JdbcClient jdbc,
            TransactionOperations transactions,
            EventLog events,
            ReconcileQueue queue,
            InstantSource clock,
            ReconcileLoop.Wakeup wakeup,
            AuditSink audit,
            ApplicationEventPublisher publisher) {
        this.audit = audit;
        this.publisher = publisher;
        this.wakeup = wakeup;
        this.jdbc = jdbc;
        this.guests = new GuestHolds(jdbc);
        this.series = new ProgressSeries(jdbc);
        this.transactions = transactions;
        this.events = events;
        this.queue = queue;
        this.clock = clock;
    }

    /**
     * Stores a new migration, locks both of its VMs and queues its first step in one transaction.
     *
     * @throws VmLockedException if one of the VMs takes part in another active migration
     */
    public Migration insert(Migration migration) {
        String source = migration.request().source().value();
        String destination = migration.request().destination().value();
        try {
            transactions.executeWithoutResult(transaction -> {
                insertRow(migration, source, destination);
                lock(source, migration.id());
                lock(destination, migration.id());
                queue.add(TASK, migration.id(), clock.instant());
                recordAudit("migration.start", migration, null, writer.text(migration.request()));
            });
        } catch (DuplicateKeyException locked) {
            throw new VmLockedException(source, destination, locked);
        }
        wakeup.wakeAfter(Duration.ZERO);
        return migration.withVersion(1);
    }

    private void insertRow(Migration migration, String source, String destination) {
        jdbc.sql("""
                        insert into migration (id, source, destination, request, phase, state, cancelled, created_at, version)
                        values (?, ?, ?, ?, ?, ?, false, ?, 1)""")
                .params(
                        migration.id(),
                        source,
                        destination,
                        writer.text(migration.request()),
                        migration.state().phase().toString(),
                        writer.text(new Stored(migration.state())),
                        Timestamps.timestamp(migration.createdAt()))
                .update();
    }

    private void recordAudit(String action, Migration migration, @Nullable String before, @Nullable String after) {
        Map<String, String> common = new HashMap<>();
        jdbc.sql("""
                        select s.label_key, s.label_value from vm_label s
                        join vm_label d on d.label_key = s.label_key and d.label_value = s.label_value
                        where s.vm = ? and d.vm = ?""")
                .params(
                        migration.request().source().value(),
                        migration.request().destination().value())
                .query(row -> {
                    common.put(row.getString("label_key"), row.getString("label_value"));
                });
        audit.record(List.of(new AuditSink.Change(action, migration.id(), common, before, after)));
    }

    private void lock(String vm, String id) {
        jdbc.sql("insert into migration_lock (vm, migration) values (?, ?)")
                .params(vm, id)
                .update();
    }

    /** Finds a migration; empty if no migration has that id. */
    public Optional<Migration> find(String id) {
        return jdbc.sql("select " + COLUMNS + " from migration where id = ?")
                .param(id)
                .query(this::read)
                .optional();
    }

    private Migration read(ResultSet row, int number) throws SQLException {
        String progress = row.getString("progress");
        return new Migration(
                row.getString("id"),
                reader.require(row.getString("request"), MigrationRequest.class),
                reader.require(row.getString("state"), Stored.class).state(),
                row.getBoolean("cancelled"),
                progress == null ? null : reader.require(progress, MigrationProgress.class),
                Timestamps.instant(row, "created_at"),
                Timestamps.instantOrNull(row, "ended_at"),
                row.getLong("version"));
    }

    private record Stored(Migration.State state) {}

    /**
     * Replaces a migration and stores its events in one transaction. A migration that enters {@link Migration.Starting}
     * holds the guest of the source, so that no QEMU is started for that VM. A migration that ends unlocks both VMs;
     * the hold on the source is removed only if the guest is not elsewhere.
     *
     * @return the stored migration; empty if it was modified since it was read
     */
    public Optional<Migration> save(Migration migration, List<EventDraft> newEvents) {
        boolean written = Boolean.TRUE.equals(transactions.execute(transaction -> {
            if (update(migration) == 0) {
                return false;
            }
            if (migration.progress() != null) {
                series.add(migration.id(), migration.version() + 1, migration.progress());
            }
            if (migration.state() instanceof Migration.Starting) {
                holdGuest(migration);
            }
            events.append(newEvents);
            if (migration.state() instanceof Migration.Ended ended) {
                settleHold(migration, ended.result().guest());
                unlock(migration);
            }
            return true;
        }));
        if (!written) {
            return Optional.empty();
        }
        publisher.publishEvent(new MigrationSaved(migration, newEvents));
        return Optional.of(migration.withVersion(migration.version() + 1));
    }

    private void holdGuest(Migration migration) {
        MigrationRequest request = migration.request();
        guests.hold(
                request.source(),
                new GuestHold(
                        GuestHold.Reason.MIGRATING, request.destination().value(), migration.id(), clock.instant()));
    }

    private void settleHold(Migration migration, MigrationResult.Guest guest) {
        VmName source = migration.request().source();
        String id = migration.id();
        switch (guest) {
            case SOURCE, LOST -> guests.lift(source, id);
            case DESTINATION -> guests.keep(source, id, GuestHold.Reason.MIGRATED, clock.instant());
            case UNKNOWN -> guests.keep(source, id, GuestHold.Reason.GUEST_LOCATION_UNKNOWN, clock.instant());
        }
    }

    private int update(Migration migration) {
        // A cancellation is never withdrawn, so it needs no version check and is not written here.
        return jdbc.sql("""
                        update migration set phase = ?, state = ?, progress = ?, ended_at = ?, version = version + 1
                        where id = ? and version = ?""")
                .param(migration.state().phase().toString())
                .param(writer.text(new Stored(migration.state())))
                .param(migration.progress() == null ? null : writer.text(migration.progress()))
                .param(Timestamps.timestampOrNull(migration.endedAt()))
                .param(migration.id())
                .param(migration.version())
                .update();
    }

    private void unlock(Migration migration) {
        jdbc.sql("delete from migration_lock where migration = ?")
                .param(migration.id())
                .update();
        Instant now = clock.instant();
        queue.requeueNow(migration.request().source(), now);
        queue.requeueNow(migration.request().destination(), now);
    }

    /** Requests cancellation and makes the next step due now. */
    public void cancel(String id) {
        transactions.executeWithoutResult(transaction -> {
            int updated = jdbc.sql("update migration set cancelled = true where id = ? and cancelled = false")
                    .param(id)
                    .update();
            if (updated == 1) {
                find(id).ifPresent(migration ->
                        recordAudit("migration.cancel", migration, writer.text(migration.request()), null));
            }
            queue.advance(TASK, id, clock.instant());
        });
        wakeup.wakeAfter(Duration.ZERO);
    }

    /**
     * Lists a slice of the migrations, newest first.
     *
     * @param vm a VM that takes part in the migration; null for any
     * @param phase the phase of the migration; null for any
     * @param labels labels that both VMs must have now; a deleted VM has none
     * @param before the id of the last migration of the previous page; null for the first page
     * @param limit the maximum number of migrations
     * @param bytes the maximum total length of their JSON in bytes; a single migration may exceed it
     */
    public Slice<Migration> list(
            @Nullable VmName vm,
            @Nullable MigrationPhase phase,
            Map<String, String> labels,
            @Nullable String before,
            int limit,
            long bytes) {
        SqlBuilder keys = new SqlBuilder("select id as row_key, " + LENGTH + " as bytes from migration where true");
        if (vm != null) {
            keys.add(" and (source = ? or destination = ?)", vm.value(), vm.value());
        }
        keys.addIf(phase == null ? null : phase.toString(), " and phase = ?");
        for (String side : List.of("source", "destination")) {
            labels.forEach((key, value) -> keys.add(
                    " and exists (select 1 from vm_label l where l.vm = migration." + side
                            + " and l.label_key = ? and l.label_value = ?)",
                    key,
                    value));
        }
        keys.addIf(before, " and id < ?").add(" order by id desc");
        return SliceQuery.read(jdbc, SLICES.statement(keys, limit, bytes), this::read);
    }

    /** Returns the progress of a migration over time, oldest first. */
    public List<MigrationProgress> progress(Migration migration) {
        return series.of(migration);
    }

    /** Returns whether a migration holds the guest of its source. */
    public boolean holdsGuest(Migration migration) {
        return guests.isHeldBy(migration.request().source(), migration.id());
    }

    /** Returns whether a VM takes part in a migration that has not ended. */
    public boolean isLocked(VmName vm) {
        return jdbc.sql("select count(*) from migration_lock where vm = ?")
                        .param(vm.value())
                        .query(Long.class)
                        .single()
                > 0;
    }
}
