package dev.outset.store.event;

import dev.outset.store.database.StatementBatch.Write;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writers hold one row from before they draw sequences until they commit, so sequences become visible in order. H2
 * commits one transaction after the other anyway, so the turns cost next to nothing.
 */
final class SerializedWriters implements EventOrder {

    private final JdbcClient jdbc;

    SerializedWriters(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String insert(int count) {
        return EventOrder.insert(
                "values ", "(?, ?, ?, ?, ?, ?, coalesce((select labels from vm where name = ?), '{}'))", ", ", count);
    }

    @Override
    public List<Write> turn() {
        // To write a row holds it; the value stays.
        return List.of(new Write("update vm_event_log set id = id where id = 1", List.of()));
    }

    @Override
    public long horizon() {
        return jdbc.sql("select coalesce(max(sequence), 0) from vm_event")
                .query(Long.class)
                .single();
    }
}
