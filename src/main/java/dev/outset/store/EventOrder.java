package dev.outset.store;

import java.util.Collections;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How a reader that goes by sequence misses no event although many write at once: sequences are drawn before they are
 * committed, so a smaller one may become visible after a greater one.
 */
interface EventOrder {

    /**
     * Stores rows of events in the running transaction, in order.
     *
     * @param count how many rows; each takes the columns of {@code vm_event} and, at its end, the VM's name once more
     */
    String insert(int count);

    /** Takes the turn that {@link #insert} needs, if it needs one; it ends with the transaction. */
    void takeTurn();

    /** A sequence up to which every event is visible or will never be; the newest such one that is known now. */
    long horizon();

    /** The way of a database. */
    static EventOrder of(DatabaseProduct product, JdbcClient jdbc) {
        return switch (product) {
            case H2 -> new TurnsOfWriters(jdbc);
            case POSTGRESQL -> new HorizonOfTransactions(jdbc);
        };
    }

    /** The insertion with one part a row, joined by a word. */
    static String insert(String before, String row, String between, int count) {
        return "insert into vm_event (vm, happened_at, type, reason, message, generation, labels) " + before
                + String.join(between, Collections.nCopies(count, row));
    }
}
