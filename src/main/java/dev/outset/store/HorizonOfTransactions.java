package dev.outset.store;

import java.util.ArrayDeque;
import java.util.Deque;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writers never wait for one another; readers stay behind open transactions. A mark is the last sequence that has been
 * drawn, and then, read after it, the next transaction number that PostgreSQL would give. Whoever drew a sequence up to
 * the mark had a transaction number before it drew ({@link #insert} sees to that), hence a smaller one. So once
 * PostgreSQL's oldest running transaction is not older than the mark's number, all of them have ended, and a statement
 * that starts afterwards sees whatever they committed.
 */
final class HorizonOfTransactions implements EventOrder {

    private static final int MARKS = 64;

    private final JdbcClient jdbc;

    private final Deque<Mark> marks = new ArrayDeque<>();

    private long confirmed;

    private record Mark(long sequence, long nextTransaction) {}

    private record Transactions(long oldestRunning, long next) {}

    HorizonOfTransactions(JdbcClient jdbc) {
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
    public void takeTurn() {}

    @Override
    public synchronized long horizon() {
        long drawn = jdbc.sql("select case when is_called then last_value else 0 end from vm_event_sequence_seq")
                .query(Long.class)
                .single();
        Transactions transactions = jdbc.sql("""
                        select pg_snapshot_xmin(s)::text::bigint as oldest, pg_snapshot_xmax(s)::text::bigint as next
                        from pg_current_snapshot() s""")
                .query((row, number) -> new Transactions(row.getLong("oldest"), row.getLong("next")))
                .single();
        if (drawn > confirmed && marks.size() < MARKS && (marks.isEmpty() || drawn > marks.getLast().sequence)) {
            marks.add(new Mark(drawn, transactions.next));
        }
        while (!marks.isEmpty() && marks.getFirst().nextTransaction <= transactions.oldestRunning) {
            confirmed = Math.max(confirmed, marks.removeFirst().sequence);
        }
        return confirmed;
    }
}
