package dev.outset.gate;

import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Deciding goes before working. Most of a crowd is refused, which takes next to no time but has to get a processor; so whoever
 * is about to work waits while others stand in line for one, though never for long.
 */
final class Precedence {

    /** As many may be in line while nothing is wrong. */
    static final int FEW = 4;

    /** So long waits one request at most: work goes on also where a crowd never ends. */
    static final Duration LONGEST = Duration.ofMillis(50);

    static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);

    private final LongSupplier inLine;

    private final LongConsumer pause;

    /**
     * Who goes first.
     *
     * @param inLine how many threads wait for a processor
     * @param pause waits so many nanoseconds, or a little less
     */
    Precedence(LongSupplier inLine, LongConsumer pause) {
        this.inLine = inLine;
        this.pause = pause;
    }

    /** Returns when there is nobody to wait for any more. */
    void letOthersPass() {
        for (long left = LONGEST.dividedBy(BETWEEN_LOOKS); left > 0 && inLine.getAsLong() > FEW; left--) {
            pause.accept(BETWEEN_LOOKS.toNanos());
        }
    }
}
