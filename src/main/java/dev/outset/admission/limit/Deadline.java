package dev.outset.admission.limit;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of the request that this thread serves, until it is closed. Long operations check it between their
 * steps; threads are never interrupted, because an interrupt during a write would close the file of the embedded
 * database.
 */
public final class Deadline implements AutoCloseable {

    private static final ThreadLocal<@Nullable Deadline> CURRENT = new ThreadLocal<>();

    private final long end;

    private final LongSupplier nanoTime;

    private final Rejection tooSlow;

    private Deadline(Duration limit, LongSupplier nanoTime, Rejection tooSlow) {
        this.end = nanoTime.getAsLong() + limit.toNanos();
        this.nanoTime = nanoTime;
        this.tooSlow = tooSlow;
    }

    /**
     * Sets the deadline of this thread's request.
     *
     * @param limit the time until the deadline
     * @param nanoTime the clock, as {@link System#nanoTime()}
     * @param tooSlow the rejection after the deadline
     */
    public static Deadline start(Duration limit, LongSupplier nanoTime, Rejection tooSlow) {
        Deadline deadline = new Deadline(limit, nanoTime, tooSlow);
        CURRENT.set(deadline);
        return deadline;
    }

    /** This deadline, or a later one if less than the given time remains. */
    public Deadline withAtLeast(Duration least) {
        return remaining().compareTo(least) >= 0 ? this : new Deadline(least, nanoTime, tooSlow);
    }

    /**
     * Checks the deadline of this thread's request; does nothing outside of requests.
     *
     * @throws OverloadException if the deadline has passed
     */
    public static void check() {
        Deadline current = CURRENT.get();
        if (current != null) {
            current.checkNow();
        }
    }

    /** The deadline of this thread's request; null outside of requests. */
    public static @Nullable Deadline current() {
        return CURRENT.get();
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
        if (remaining().isZero()) {
            throw tooSlow.toException();
        }
    }

    @Override
    public void close() {
        CURRENT.remove();
    }
}
