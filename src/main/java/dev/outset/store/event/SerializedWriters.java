package dev.outset.store.event;

import dev.outset.store.database.StatementBatch.Write;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writers lock one row before they draw sequences and until they commit, so sequences become visible in order. H2
 * commits transactions one by one, so the lock costs little.
 */
final class SerializedWriters implements EventOrder {

    private final JdbcClient jdbc;

    SerializedWriters(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String insert(int count) {
        return EventOrder.insert("values ", "(" + ROW + ")", ", ", count);
    }

    @Override
    public List<Write> lock() {
        // The update locks the row without changing its value.
        return List.of(new Write("update vm_event_log set id = id where id = 1", List.of()));
    }

    @Override
    public long lowWatermark() {
        return jdbc.sql("select coalesce(max(sequence), 0) from vm_event")
                .query(Long.class)
                .single();
    }
}
