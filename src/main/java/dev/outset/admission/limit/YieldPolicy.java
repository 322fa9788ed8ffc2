package dev.outset.admission.limit;

import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Yields the processors to more urgent work: admitted requests yield to admission decisions, because most requests of
 * an overload are rejected, which is cheap but needs a processor. The delay is short and limited.
 */
public final class YieldPolicy {

    /** The maximum delay of one request, so that work continues under permanent overload. */
    static final Duration MAX_DELAY = Duration.ofMillis(50);

    /** The time between two checks of the queue. */
    static final Duration CHECK_INTERVAL = Duration.ofMillis(1);

    private final LongSupplier queueLength;

    private final long threshold;

    private final LongConsumer pause;

    /**
     * Creates a policy.
     *
     * @param queueLength the amount of more urgent work that is waiting
     * @param threshold the queue length that must be exceeded for a delay
     * @param pause waits for the given number of nanoseconds, or slightly less
     */
    public YieldPolicy(LongSupplier queueLength, long threshold, LongConsumer pause) {
        this.queueLength = queueLength;
        this.threshold = threshold;
        this.pause = pause;
    }

    /** Waits until the queue is short enough, but no longer than the maximum delay. */
    public void yieldIfBusy() {
        for (long left = MAX_DELAY.dividedBy(CHECK_INTERVAL); left > 0 && queueLength.getAsLong() > threshold; left--) {
            pause.accept(CHECK_INTERVAL.toNanos());
        }
    }
}
