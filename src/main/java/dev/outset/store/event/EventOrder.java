package dev.outset.store.event;

import dev.outset.store.database.DatabaseProduct;
import dev.outset.store.database.StatementBatch.Write;
import java.util.Collections;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How a reader that goes by sequence misses no event although many write at once: sequences are drawn before they are
 * committed, so a smaller one may become visible after a greater one.
 */
public interface EventOrder {

    /**
     * Stores rows of events in the running transaction, in order.
     *
     * @param count how many rows; each takes the columns of {@code vm_event} and, at its end, the VM's name once more
     */
    String insert(int count);

    /** What takes the turn that {@link #insert} needs, if it needs one; the turn ends with the transaction. */
    List<Write> turn();

    /** A sequence up to which every event is visible or will never be; the newest such one that is known now. */
    long horizon();

    /** The way of a database. */
    static EventOrder of(DatabaseProduct product, JdbcClient jdbc) {
        return switch (product) {
            case H2 -> new SerializedWriters(jdbc);
            case POSTGRESQL -> new EventLowWatermark(jdbc);
        };
    }

    /** The insertion with one part a row, joined by a word. */
    static String insert(String before, String row, String between, int count) {
        return "insert into vm_event (vm, happened_at, type, reason, message, generation, labels) " + before
                + String.join(between, Collections.nCopies(count, row));
    }
}
