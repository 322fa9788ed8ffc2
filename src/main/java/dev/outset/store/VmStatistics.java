package dev.outset.store;

import dev.outset.status.ConditionType;
import dev.outset.status.GuestHold;
import dev.outset.store.database.ReconcileQueue;
import dev.outset.store.database.SqlBuilder;
import dev.outset.store.database.Timestamps;
import dev.outset.store.vm.StatusColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts the VMs and the queued reconciliations of all replicas. */
public final class VmStatistics {

    private static final String GROUPS = "qemu_version, " + String.join(", ", StatusColumns.COLUMNS);

    private static final String HAS_LABEL =
            " and exists (select 1 from vm_label l where l.vm = vm.name and l.label_key = ? and l.label_value = ?)";

    private static final String COUNT_QUEUE = """
            select count(case when picked = false and execution_time <= :now then 1 end) as due,
                   count(case when picked = true then 1 end) as running,
                   min(case when picked = false and execution_time <= :now then execution_time end) as oldest
            from scheduled_tasks where task_name = :task""";

    private final JdbcClient jdbc;

    private final InstantSource clock;

    /**
     * Creates statistics of a database.
     *
     * @param jdbc the database
     * @param clock the current time, which decides what is due
     */
    public VmStatistics(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Counts of VMs.
     *
     * @param phases number of VMs by phase
     * @param versions number of VMs by QEMU release
     * @param conditions number of VMs by condition and its status
     */
    public record Vms(
            Map<String, Long> phases, Map<String, Long> versions, Map<ConditionType, Map<String, Long>> conditions) {

        /** Returns counts of zero. */
        public static Vms none() {
            return new Vms(new TreeMap<>(), new TreeMap<>(), new LinkedHashMap<>());
        }
    }

    /**
     * The state of the reconcile queue.
     *
     * @param due number of reconciliations that wait for a worker
     * @param running number of reconciliations that run
     * @param oldestWait how long the oldest due reconciliation has waited; zero if none is due
     */
    public record Queue(long due, long running, Duration oldestWait) {}

    /** Counts all VMs in one statement. */
    public Vms vms() {
        return vms(Map.of());
    }

    /**
     * Counts the VMs with these labels in one statement.
     *
     * @param labels labels of the VMs to count
     */
    public Vms vms(Map<String, String> labels) {
        Vms vms = Vms.none();
        SqlBuilder sql = new SqlBuilder("select " + GROUPS + ", count(*) as vms from vm where true");
        labels.forEach((key, value) -> sql.add(HAS_LABEL, key, value));
        sql.add(" group by " + GROUPS).prepare(jdbc).query((RowCallbackHandler) row -> add(row, vms));
        return vms;
    }

    private static void add(ResultSet row, Vms vms) throws SQLException {
        long count = row.getLong("vms");
        vms.phases().merge(row.getString("phase"), count, Long::sum);
        vms.versions().merge(row.getString("qemu_version"), count, Long::sum);
        for (ConditionType type : ConditionType.values()) {
            vms.conditions()
                    .computeIfAbsent(type, key -> new TreeMap<>())
                    .merge(row.getString(StatusColumns.column(type)), count, Long::sum);
        }
    }

    /** Counts the VMs that are held, by reason; reasons that hold no VM count 0. */
    public Map<String, Long> held() {
        Map<String, Long> held = new TreeMap<>();
        for (GuestHold.Reason reason : GuestHold.Reason.values()) {
            if (reason != GuestHold.Reason.RELEASED) {
                held.put(reason.toString(), 0L);
            }
        }
        jdbc.sql("select reason, count(*) as vms from guest_hold group by reason")
                .query((RowCallbackHandler) row -> held.replace(row.getString("reason"), row.getLong("vms")));
        return held;
    }

    /** Returns the state of the queue. */
    public Queue queue() {
        Instant now = clock.instant();
        return jdbc.sql(COUNT_QUEUE)
                .param("now", Timestamps.timestamp(now))
                .param("task", ReconcileQueue.TASK)
                .query((row, number) -> new Queue(
                        row.getLong("due"), row.getLong("running"), wait(Timestamps.instantOrNull(row, "oldest"), now)))
                .single();
    }

    /** Returns the number of VMs, including those that are being deleted. */
    public long count() {
        return count(new SqlBuilder("select count(*) from vm"));
    }

    /**
     * Returns the number of VMs that a principal created, including those that are being deleted.
     *
     * @param creator the name of the principal; null for VMs without one
     */
    public long countCreatedBy(@Nullable String creator) {
        SqlBuilder sql = new SqlBuilder("select count(*) from vm where created_by ");
        return count(creator == null ? sql.add("is null") : sql.add("= ?", creator));
    }

    private long count(SqlBuilder sql) {
        return sql.prepare(jdbc).query(Long.class).single();
    }

    private static Duration wait(@Nullable Instant oldest, Instant now) {
        return oldest == null ? Duration.ZERO : Duration.between(oldest, now);
    }
}
