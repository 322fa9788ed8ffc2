package dev.outset.migration.job;

import dev.outset.reconcile.schedule.ReconcileLoop;
import dev.outset.status.GuestHold;
import dev.outset.store.audit.AuditSink;
import dev.outset.store.database.ReconcileQueue;
import dev.outset.store.event.EventDraft;
import dev.outset.store.event.EventLog;
import dev.outset.store.vm.GuestHolds;
import dev.outset.vm.VmName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The migrations in the table {@code migration}, and the VMs they hold in {@code migration_hold}. */
public final class JdbcMigrationRepository implements MigrationRepository {

    /** The name of the engine's task. */
    public static final String TASK = "migrate-vm";

    private static final String COLUMNS =
            "id, request, phase, state, cancelled, progress, created_at, ended_at, version";

    private static final String LENGTH =
            "octet_length(request) + octet_length(state) + coalesce(octet_length(progress), 0)";

    /** The migrations are chosen first, with the lengths of their JSON, and only those that fit into a page are read. */
    private static final String FITTING = "select fitting.found, " + COLUMNS + """
             from (select chosen.id as chosen_id, count(*) over () as found,
                row_number() over (order by chosen.id desc) as place,
                sum(chosen.bytes) over (order by chosen.id desc rows unbounded preceding) as bytes
                from (%s) chosen) fitting
            join migration on migration.id = fitting.chosen_id
            where fitting.place <= ? and (fitting.place = 1 or fitting.bytes <= ?)
            order by id desc""";

    private final JdbcClient jdbc;

    private final TransactionOperations transactions;

    private final EventLog events;

    private final ReconcileQueue passes;

    private final InstantSource clock;

    private final ReconcileLoop.Alarm alarm;

    private final AuditSink journal;

    private final GuestHolds guests;

    private final MigrationJobCodec codec = new MigrationJobCodec();

    /** Migrations in a database. */
    public JdbcMigrationRepository(
            JdbcClient jdbc,
            TransactionOperations transactions,
            EventLog events,
            ReconcileQueue passes,
            InstantSource clock,
            ReconcileLoop.Alarm alarm,
            AuditSink journal) {
        this.journal = journal;
        this.alarm = alarm;
        this.jdbc = jdbc;
        this.guests = new GuestHolds(jdbc);
        this.transactions = transactions;
        this.events = events;
        this.passes = passes;
        this.clock = clock;
    }

    @Override
    public MigrationJob insert(MigrationJob relocation) {
        String source = relocation.request().source().value();
        String destination = relocation.request().destination().value();
        try {
            transactions.executeWithoutResult(transaction -> {
                insertRow(relocation, source, destination);
                hold(source, relocation.id());
                hold(destination, relocation.id());
                jdbc.sql("""
                                insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                                values (?, ?, ?, false, 1)""")
                        .params(TASK, relocation.id(), timestamp(clock.instant()))
                        .update();
                take("migration.start", relocation, null, codec.request(relocation.request()));
            });
        } catch (DuplicateKeyException held) {
            throw new VmLockedException(source, destination, held);
        }
        alarm.lookAfter(Duration.ZERO);
        return relocation.stored(1);
    }

    private void insertRow(MigrationJob relocation, String source, String destination) {
        jdbc.sql("""
                        insert into migration (id, source, destination, request, phase, state, cancelled, created_at, version)
                        values (?, ?, ?, ?, ?, ?, false, ?, 1)""")
                .params(
                        relocation.id(),
                        source,
                        destination,
                        codec.request(relocation.request()),
                        relocation.state().phase().toString(),
                        codec.state(relocation.state()),
                        timestamp(relocation.createdAt()))
                .update();
    }

    private void take(String action, MigrationJob relocation, @Nullable String before, @Nullable String after) {
        Map<String, String> common = new HashMap<>();
        jdbc.sql("""
                        select s.label_key, s.label_value from vm_label s
                        join vm_label d on d.label_key = s.label_key and d.label_value = s.label_value
                        where s.vm = ? and d.vm = ?""")
                .params(
                        relocation.request().source().value(),
                        relocation.request().destination().value())
                .query(row -> {
                    common.put(row.getString("label_key"), row.getString("label_value"));
                });
        journal.record(List.of(new AuditSink.Change(action, relocation.id(), common, before, after)));
    }

    private void hold(String vm, String id) {
        jdbc.sql("insert into migration_hold (vm, migration) values (?, ?)")
                .params(vm, id)
                .update();
    }

    @Override
    public Optional<MigrationJob> find(String id) {
        return jdbc.sql("select " + COLUMNS + " from migration where id = ?")
                .param(id)
                .query(this::read)
                .optional();
    }

    private MigrationJob read(ResultSet row, int number) throws SQLException {
        return new MigrationJob(
                row.getString("id"),
                codec.request(row.getString("request")),
                codec.state(MigrationPhase.of(row.getString("phase")), row.getString("state")),
                row.getBoolean("cancelled"),
                codec.progress(row.getString("progress")),
                instant(row, "created_at"),
                row.getObject("ended_at") == null ? null : instant(row, "ended_at"),
                row.getLong("version"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime timestamp(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    @Override
    public Optional<MigrationJob> save(MigrationJob relocation, List<EventDraft> happened) {
        boolean written = Boolean.TRUE.equals(transactions.execute(transaction -> {
            if (update(relocation) == 0) {
                return false;
            }
            if (relocation.state() instanceof MigrationJobState.Starting) {
                holdGuest(relocation);
            }
            events.append(happened);
            if (relocation.state() instanceof MigrationJobState.Ended(MigrationResult ending)) {
                settleGuest(relocation, ending.guest());
                release(relocation);
            }
            return true;
        }));
        return written ? Optional.of(relocation.stored(relocation.version() + 1)) : Optional.empty();
    }

    private void holdGuest(MigrationJob relocation) {
        MigrationRequest request = relocation.request();
        guests.hold(
                request.source(),
                new GuestHold(
                        GuestHold.Reason.MIGRATING, request.destination().value(), relocation.id(), clock.instant()));
    }

    private void settleGuest(MigrationJob relocation, MigrationResult.Guest guest) {
        VmName source = relocation.request().source();
        String id = relocation.id();
        switch (guest) {
            case SOURCE, LOST -> guests.lift(source, id);
            case DESTINATION -> guests.keep(source, id, GuestHold.Reason.MIGRATED, clock.instant());
            case UNKNOWN -> guests.keep(source, id, GuestHold.Reason.LOCATION_UNKNOWN, clock.instant());
        }
    }

    private int update(MigrationJob relocation) {
        Instant ended = relocation.endedAt();
        // A wish to cancel is never taken back, so it needs no version and is not written here.
        return jdbc.sql("""
                        update migration set phase = ?, state = ?, progress = ?, ended_at = ?, version = version + 1
                        where id = ? and version = ?""")
                .param(relocation.state().phase().toString())
                .param(codec.state(relocation.state()))
                .param(codec.progress(relocation.progress()))
                .param(ended == null ? null : timestamp(ended))
                .param(relocation.id())
                .param(relocation.version())
                .update();
    }

    private void release(MigrationJob relocation) {
        jdbc.sql("delete from migration_hold where migration = ?")
                .param(relocation.id())
                .update();
        Instant now = clock.instant();
        passes.hurry(relocation.request().source(), now);
        passes.hurry(relocation.request().destination(), now);
    }

    @Override
    public void cancel(String id) {
        transactions.executeWithoutResult(transaction -> {
            int wished = jdbc.sql("update migration set cancelled = true where id = ? and cancelled = false")
                    .param(id)
                    .update();
            if (wished == 1) {
                find(id).ifPresent(relocation ->
                        take("migration.cancel", relocation, codec.request(relocation.request()), null));
            }
            jdbc.sql("""
                            update scheduled_tasks set execution_time = ?
                            where task_name = ? and task_instance = ? and picked = false""").params(timestamp(clock.instant()), TASK, id).update();
        });
        alarm.lookAfter(Duration.ZERO);
    }

    @Override
    public MigrationPage list(
            @Nullable VmName vm, Map<String, String> labels, @Nullable String before, int limit, long bytes) {
        StringBuilder sql = new StringBuilder("select id, " + LENGTH + " as bytes from migration where true");
        List<Object> values = new ArrayList<>();
        if (vm != null) {
            sql.append(" and (source = ? or destination = ?)");
            values.addAll(List.of(vm.value(), vm.value()));
        }
        for (String end : List.of("source", "destination")) {
            labels.forEach((key, value) -> {
                sql.append(" and exists (select 1 from vm_label l where l.vm = migration.")
                        .append(end)
                        .append(" and l.label_key = ? and l.label_value = ?)");
                values.addAll(List.of(key, value));
            });
        }
        if (before != null) {
            sql.append(" and id < ?");
            values.add(before);
        }
        values.add(limit + 1);
        AtomicInteger found = new AtomicInteger();
        List<MigrationJob> migrations = jdbc.sql(FITTING.formatted(sql + " order by id desc fetch first ? rows only"))
                .params(values)
                .params(limit, bytes)
                .query((row, number) -> {
                    found.setPlain(row.getInt("found"));
                    return read(row, number);
                })
                .list();
        return new MigrationPage(migrations, found.getPlain() > migrations.size());
    }

    @Override
    public boolean holdsGuest(MigrationJob relocation) {
        return guests.isHeldBy(relocation.request().source(), relocation.id());
    }

    @Override
    public boolean holds(VmName vm) {
        return jdbc.sql("select count(*) from migration_hold where vm = ?")
                        .param(vm.value())
                        .query(Long.class)
                        .single()
                > 0;
    }
}
