package dev.outset.store.event;

import dev.outset.store.database.StatementBatch.Write;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writers do not wait for each other; readers stay behind open transactions. A mark is the last sequence that was drawn
 * and, assigned after it, the transaction id of the reader. A transaction that drew a sequence up to the mark was
 * assigned its id before it drew ({@link #insert} ensures that), so its id is smaller. Once all transactions with
 * smaller ids have ended, a later statement sees all events that they committed.
 *
 * <p>The reader needs an id of its own: {@code pg_snapshot_xmax} follows the last transaction that has <em>ended</em>,
 * and a running transaction may have that id. The reader's transaction writes an empty message, so that its commit
 * flushes the write-ahead log to disk: otherwise a server that crashes could draw the same sequences again.
 */
final class EventLowWatermark implements EventOrder {

    private static final int MARKS = 64;

    /**
     * Uses the function, since it locks the page of the sequence. A plain select does not, and can read the value 32
     * ahead that {@code nextval} writes to the log before the drawn one; events up to that value could still appear.
     */
    static final String DRAWN = "select coalesce(pg_sequence_last_value('vm_event_sequence_seq'), 0)";

    private static final String OWN_TRANSACTION_ID =
            "select pg_current_xact_id()::text::bigint from pg_logical_emit_message(true, 'outset', '')";

    private final JdbcClient jdbc;

    private final Deque<Mark> marks = new ArrayDeque<>();

    private long confirmed;

    private record Mark(long sequence, long transaction) {}

    EventLowWatermark(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String insert(int count) {
        // The condition makes PostgreSQL assign the transaction id before the first sequence is drawn.
        return EventOrder.insert("", "select " + ROW + " where pg_current_xact_id() is not null", " union all ", count);
    }

    @Override
    public List<Write> lock() {
        return List.of();
    }

    @Override
    public synchronized long lowWatermark() {
        long drawn = number(DRAWN);
        long marked = marks.isEmpty() ? confirmed : marks.getLast().sequence;
        if (drawn > marked && marks.size() < MARKS) {
            marks.add(new Mark(drawn, number(OWN_TRANSACTION_ID)));
        }
        if (!marks.isEmpty()) {
            confirm(number("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint"));
        }
        return confirmed;
    }

    /** Confirms the marks for which all earlier transactions have ended. */
    private void confirm(long oldestRunning) {
        while (!marks.isEmpty() && marks.getFirst().transaction <= oldestRunning) {
            confirmed = marks.removeFirst().sequence;
        }
    }

    private long number(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }
}
