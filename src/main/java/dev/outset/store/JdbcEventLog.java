package dev.outset.store;

import dev.outset.vm.VmName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The events in the table {@code vm_event}. */
final class JdbcEventLog implements EventLog {

    private final JdbcClient jdbc;

    private final InstantSource clock;

    private final EventSettings settings;

    JdbcEventLog(JdbcClient jdbc, InstantSource clock, EventSettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.settings = settings;
    }

    @Override
    public void append(List<EventDraft> events) {
        for (EventDraft event : events) {
            jdbc.sql("""
                            insert into vm_event (vm, happened_at, type, reason, message, generation)
                            values (?, ?, ?, ?, ?, ?)""")
                    .params(
                            event.vm().value(),
                            PassQueue.timestamp(event.at()),
                            event.type().toString(),
                            event.reason(),
                            event.message(),
                            event.generation())
                    .update();
        }
    }

    @Override
    public List<VmEvent> of(VmName vm, long after, int limit) {
        return jdbc.sql(
                        "select * from vm_event where vm = ? and sequence > ? order by sequence fetch first ? rows only")
                .params(vm.value(), after, limit)
                .query(JdbcEventLog::read)
                .list();
    }

    @Override
    public List<VmEvent> since(long after, int limit) {
        return jdbc.sql("select * from vm_event where sequence > ? order by sequence fetch first ? rows only")
                .params(after, limit)
                .query(JdbcEventLog::read)
                .list();
    }

    private static VmEvent read(ResultSet row, int number) throws SQLException {
        return new VmEvent(
                row.getLong("sequence"),
                new VmName(row.getString("vm")),
                VmRow.instant(row, "happened_at"),
                row.getString("type"),
                row.getString("reason"),
                row.getString("message"),
                row.getLong("generation"));
    }

    @Override
    public long oldest() {
        return number("select coalesce(min(sequence), 0) from vm_event");
    }

    @Override
    public long newest() {
        return number("select coalesce(max(sequence), 0) from vm_event");
    }

    private long number(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    @Override
    public void prune() {
        jdbc.sql("delete from vm_event where happened_at < ? or sequence <= ?")
                .params(PassQueue.timestamp(clock.instant().minus(settings.maxAge())), newest() - settings.maxCount())
                .update();
    }
}
