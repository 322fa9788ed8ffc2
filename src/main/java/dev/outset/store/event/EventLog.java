package dev.outset.store.event;

import dev.outset.store.database.LabelsColumn;
import dev.outset.store.database.SqlBuilder;
import dev.outset.store.database.StatementBatch;
import dev.outset.store.database.StatementBatch.Write;
import dev.outset.store.database.Timestamps;
import dev.outset.vm.VmName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The events of all VMs in the table {@code vm_event}, in order. Since several transactions write at once, readers read
 * only up to {@link #lowWatermark}, below which no more events will appear. Old events are pruned;
 * {@link #prunedThrough} returns the last pruned sequence.
 */
public final class EventLog {

    private static final String SELECT = "select * from vm_event where ";

    /** The number of events that one statement inserts, which bounds its duration. */
    private static final int INSERT_BATCH = 100;

    /** The number of events that one statement deletes. */
    private static final int DELETE_BATCH = 10_000;

    private final JdbcClient jdbc;

    private final StatementBatch batch;

    private final EventOrder order;

    private final InstantSource clock;

    private final EventSettings settings;

    /**
     * Creates an event log.
     *
     * @param jdbc the database
     * @param batch runs several statements at once
     * @param order ensures that readers miss no event
     * @param clock the current time
     * @param settings the retention
     */
    public EventLog(
            JdbcClient jdbc, StatementBatch batch, EventOrder order, InstantSource clock, EventSettings settings) {
        this.jdbc = jdbc;
        this.batch = batch;
        this.order = order;
        this.clock = clock;
        this.settings = settings;
    }

    /** Stores events in the given order, in the caller's transaction. */
    public void append(List<EventDraft> events) {
        for (int from = 0; from < events.size(); from += INSERT_BATCH) {
            batch.run(writes(events.subList(from, Math.min(from + INSERT_BATCH, events.size()))));
        }
    }

    /**
     * Runs a write and stores events in the same transaction and, up to a number of events, in the same round trip.
     *
     * @return the number of rows that the write has changed; if it is 0, the caller must roll back
     */
    public int append(Write write, List<EventDraft> events) {
        List<EventDraft> first = events.subList(0, Math.min(INSERT_BATCH, events.size()));
        List<Write> writes = new ArrayList<>(List.of(write));
        writes.addAll(writes(first));
        int written = batch.run(writes);
        append(events.subList(first.size(), events.size()));
        return written;
    }

    /** Returns the writes that store events in the given order, at most {@value #INSERT_BATCH}. */
    public List<Write> writes(List<EventDraft> events) {
        if (events.isEmpty()) {
            return List.of();
        }
        List<Object> values = new ArrayList<>();
        events.forEach(event -> values.addAll(values(event)));
        List<Write> writes = new ArrayList<>(order.lock());
        writes.add(new Write(order.insert(events.size()), values));
        return writes;
    }

    private static List<Object> values(EventDraft event) {
        return List.of(
                event.vm().value(),
                Timestamps.timestamp(event.at()),
                event.vm().value(),
                event.type().toString(),
                event.reason(),
                event.message(),
                event.generation(),
                event.vm().value());
    }

    /**
     * Returns events of one VM, oldest first, including those of a deleted VM.
     *
     * @param vm the VM
     * @param after the sequence of the last event already read; 0 for none
     * @param limit the maximum number of events
     */
    public List<VmEvent> of(VmName vm, long after, int limit) {
        return of(vm, Map.of(), after, limit);
    }

    /**
     * Returns events of one VM, oldest first, including those of a deleted VM.
     *
     * @param vm the VM
     * @param labels labels that the VM must have had when the event occurred
     * @param after the sequence of the last event already read; 0 for none
     * @param limit the maximum number of events
     */
    public List<VmEvent> of(VmName vm, Map<String, String> labels, long after, int limit) {
        return select(new SqlBuilder(SELECT + "vm = ? and sequence > ?", vm.value(), after), labels, limit);
    }

    /**
     * Returns events of all VMs up to the low watermark, oldest first.
     *
     * @param labels labels that a VM must have had when the event occurred
     * @param after the sequence of the last event already read; 0 for none
     * @param limit the maximum number of events
     */
    public List<VmEvent> since(Map<String, String> labels, long after, int limit) {
        return between(labels, after, order.lowWatermark(), limit);
    }

    /**
     * Returns events of all VMs between two sequences, oldest first.
     *
     * @param after the sequence of the last event already read; 0 for none
     * @param through the last sequence to return; at most a value that {@link #lowWatermark} returned before
     * @param limit the maximum number of events
     */
    public List<VmEvent> between(long after, long through, int limit) {
        return between(Map.of(), after, through, limit);
    }

    private List<VmEvent> between(Map<String, String> labels, long after, long through, int limit) {
        return after >= through
                ? List.of()
                : select(new SqlBuilder(SELECT + "sequence > ? and sequence <= ?", after, through), labels, limit);
    }

    private List<VmEvent> select(SqlBuilder sql, Map<String, String> labels, int limit) {
        return sql.andLabels("labels", labels)
                .add(" order by sequence fetch first ? rows only", limit)
                .prepare(jdbc)
                .query(EventLog::read)
                .list();
    }

    private static VmEvent read(ResultSet row, int number) throws SQLException {
        return new VmEvent(
                row.getLong("sequence"),
                new VmName(row.getString("vm")),
                Timestamps.instant(row, "happened_at"),
                row.getString("type"),
                row.getString("reason"),
                row.getString("message"),
                row.getLong("generation"),
                LabelsColumn.read(row, "labels"));
    }

    /**
     * Returns the low watermark: the newest sequence up to which no more events will appear. An open transaction holds
     * it back, which affects only readers of all events.
     */
    public long lowWatermark() {
        return order.lowWatermark();
    }

    /** Returns the sequence of the oldest stored event; 0 if there is none. */
    public long oldest() {
        return number("select coalesce(min(sequence), 0) from vm_event");
    }

    /** Returns the sequence of the newest event; 0 if there is none. */
    public long newest() {
        return number("select coalesce(max(sequence), 0) from vm_event");
    }

    /** Returns the sequence up to which events were pruned; 0 if none were. */
    public long prunedThrough() {
        return number("select forgotten_through from vm_event_log where id = 1");
    }

    private long number(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    /** Deletes events that exceed the maximum age or count. */
    public void prune() {
        long through = Math.min(order.lowWatermark(), Math.max(newest() - settings.maxCount(), lastExpired()));
        long from = prunedThrough();
        while (from < through) {
            from = Math.min(from + DELETE_BATCH, through);
            // Updated before the deletion, so that a reader may see a gap before events are missing, but never the
            // reverse.
            jdbc.sql("update vm_event_log set forgotten_through = ? where id = 1 and forgotten_through < ?")
                    .params(from, from)
                    .update();
            jdbc.sql("delete from vm_event where sequence <= ?").param(from).update();
        }
    }

    /** Returns the sequence of the newest event that is too old. */
    private long lastExpired() {
        return jdbc.sql("""
                        select coalesce(
                            (select sequence - 1 from vm_event where happened_at >= ? order by sequence
                             fetch first 1 rows only),
                            (select max(sequence) from vm_event), 0)""")
                .param(Timestamps.timestamp(clock.instant().minus(settings.maxAge())))
                .query(Long.class)
                .single();
    }
}
