package dev.outset.store.event;

import dev.outset.store.database.StatementBatch.Write;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writers never wait for one another; readers stay behind open transactions. A mark is the last sequence that has been
 * drawn, and then, taken after it, a transaction number of the reader's own. Whoever drew a sequence up to the mark had a
 * transaction number before it drew ({@link #insert} sees to that), hence a smaller one. So once all transactions with
 * smaller numbers have ended, a statement that starts afterwards sees whatever they committed.
 *
 * <p>The number has to be one's own: {@code pg_snapshot_xmax} follows the last transaction that has <em>ended</em>, and a
 * running one may have that very number. Its transaction writes an empty message, so that its commit brings the
 * write-ahead log to the disk: a server that crashed before would draw the same sequences again.
 */
final class EventLowWatermark implements EventOrder {

    private static final int MARKS = 64;

    /**
     * By the function, since it locks the sequence's page. A plain select does not, and can see the number 32 ahead that
     * {@code nextval} writes to the log before it writes the drawn one: events up to there could still be to come.
     */
    static final String DRAWN = "select coalesce(pg_sequence_last_value('vm_event_sequence_seq'), 0)";

    private static final String NUMBER_OF_ITS_OWN =
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
        // The condition makes PostgreSQL number the transaction before the first sequence is drawn.
        return EventOrder.insert(
                "",
                "select ?, ?, ?, ?, ?, ?, coalesce((select labels from vm where name = ?), '{}')"
                        + " where pg_current_xact_id() is not null",
                " union all ",
                count);
    }

    @Override
    public List<Write> turn() {
        return List.of();
    }

    @Override
    public synchronized long horizon() {
        long drawn = number(DRAWN);
        long marked = marks.isEmpty() ? confirmed : marks.getLast().sequence;
        if (drawn > marked && marks.size() < MARKS) {
            marks.add(new Mark(drawn, number(NUMBER_OF_ITS_OWN)));
        }
        if (!marks.isEmpty()) {
            confirm(number("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint"));
        }
        return confirmed;
    }

    /** Confirms the marks behind which every transaction has ended. */
    private void confirm(long oldestRunning) {
        while (!marks.isEmpty() && marks.getFirst().transaction <= oldestRunning) {
            confirmed = marks.removeFirst().sequence;
        }
    }

    private long number(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }
}
