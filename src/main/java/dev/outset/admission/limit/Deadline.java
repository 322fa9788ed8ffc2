package dev.outset.admission.limit;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of the request that this thread serves. Long operations check it between their steps; threads are never
 * interrupted, because an interrupt during a write would close the file of the embedded database.
 */
public final class Deadline {

    private static final ScopedValue<Deadline> CURRENT = ScopedValue.newInstance();

    private final long end;

    private final LongSupplier nanoTime;

    private final RejectionWriter.Prepared tooSlow;

    /**
     * Creates a deadline that starts now.
     *
     * @param limit the time until the deadline
     * @param nanoTime the clock, as {@link System#nanoTime()}
     * @param tooSlow the rejection after the deadline
     */
    public Deadline(Duration limit, LongSupplier nanoTime, RejectionWriter.Prepared tooSlow) {
        this(nanoTime.getAsLong() + limit.toNanos(), nanoTime, tooSlow);
    }

    private Deadline(long end, LongSupplier nanoTime, RejectionWriter.Prepared tooSlow) {
        this.nanoTime = nanoTime;
        this.tooSlow = tooSlow;
        this.end = end;
    }

    /** This deadline, or a later one if less than the given time remains. */
    public Deadline withAtLeast(Duration least) {
        return remaining().compareTo(least) >= 0
                ? this
                : new Deadline(nanoTime.getAsLong() + least.toNanos(), nanoTime, tooSlow);
    }

    /**
     * Checks the deadline of this thread's request; does nothing outside of requests.
     *
     * @throws OverloadException if the deadline has passed
     */
    public static void check() {
        if (CURRENT.isBound()) {
            CURRENT.get().checkNow();
        }
    }

    /** The deadline of this thread's request; null outside of requests. */
    public static @Nullable Deadline current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /** The remaining time; zero after the deadline. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
    }

    /**
     * Checks this deadline.
     *
     * @throws OverloadException if the deadline has passed
     */
    public void checkNow() {
        if (nanoTime.getAsLong() - end >= 0) {
            throw tooSlow.toException();
        }
    }

    /** Runs work with this deadline as the deadline of this thread's request. */
    public void run(Work work) throws Exception {
        ScopedValue.where(CURRENT, this).call(() -> {
            work.run();
            return true;
        });
    }

    /** Work that is subject to a deadline. */
    @FunctionalInterface
    public interface Work {

        /** Does the work. */
        void run() throws Exception;
    }
}
