package dev.outset.store.event;

import dev.outset.store.database.StatementBatch.Write;
import java.util.Collections;
import java.util.List;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Ensures that a reader that follows sequences misses no event of concurrent writers. Sequences are drawn before the
 * commit, so a smaller one may become visible after a greater one.
 */
public interface EventOrder {

    /**
     * The values of a row. Its time is at least that of the last event of the VM, since events are drafted before their
     * writers wait for each other.
     */
    String ROW = """
            ?, greatest(?, (select happened_at from vm_event where vm = ? order by sequence desc
                            fetch first 1 rows only)), ?, ?, ?, ?,
            coalesce((select labels from vm where name = ?), '{}')""";

    /**
     * Returns the statement that inserts events in order.
     *
     * @param count the number of rows; the parameters of a row are those of {@link #ROW}
     */
    String insert(int count);

    /** Returns the statements that must run before {@link #insert} in the same transaction; may be empty. */
    List<Write> lock();

    /** Returns the newest known sequence up to which no more events will become visible. */
    long lowWatermark();

    /**
     * Returns the implementation for a database.
     *
     * @throws IllegalArgumentException if the database is not supported
     */
    static EventOrder of(DatabaseDriver driver, JdbcClient jdbc) {
        return switch (driver) {
            case H2 -> new SerializedWriters(jdbc);
            case POSTGRESQL -> new EventLowWatermark(jdbc);
            default -> throw new IllegalArgumentException("The database is neither H2 nor PostgreSQL: " + driver);
        };
    }

    /** Returns an insert statement with one part per row. */
    static String insert(String before, String row, String between, int count) {
        return "insert into vm_event (vm, happened_at, type, reason, message, generation, labels) " + before
                + String.join(between, Collections.nCopies(count, row));
    }
}
