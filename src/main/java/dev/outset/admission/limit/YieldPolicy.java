package dev.outset.admission.limit;

import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Who goes first where processors are few: deciding before working, since most of a crowd is refused, which takes next to no time
 * but has to get a processor; and requests, which somebody waits for, before passes, which nobody does. Whoever gives way
 * does so for a moment, never for long.
 */
public final class YieldPolicy {

    /** So long waits one request or pass at most: work goes on also where a crowd never ends. */
    static final Duration LONGEST = Duration.ofMillis(50);

    static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);

    private final LongSupplier inLine;

    private final long few;

    private final LongConsumer pause;

    /**
     * Who goes first.
     *
     * @param inLine how many stand in line
     * @param few as many may stand there while nothing is wrong
     * @param pause waits so many nanoseconds, or a little less
     */
    public YieldPolicy(LongSupplier inLine, long few, LongConsumer pause) {
        this.inLine = inLine;
        this.few = few;
        this.pause = pause;
    }

    /** Returns when there is nobody to wait for any more. */
    public void letOthersPass() {
        for (long left = LONGEST.dividedBy(BETWEEN_LOOKS); left > 0 && inLine.getAsLong() > few; left--) {
            pause.accept(BETWEEN_LOOKS.toNanos());
        }
    }
}
