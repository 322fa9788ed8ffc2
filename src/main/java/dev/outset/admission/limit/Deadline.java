package dev.outset.admission.limit;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Until when the request of this thread has to be done. Work that can take long asks between its parts; a thread is never
 * interrupted, since an interrupt amid a write would close the embedded database's file.
 */
public final class Deadline {

    private static final ScopedValue<Deadline> CURRENT = ScopedValue.newInstance();

    private final long end;

    private final LongSupplier nanoTime;

    private final RejectionWriter.Prepared tooSlow;

    public Deadline(Duration limit, LongSupplier nanoTime, RejectionWriter.Prepared tooSlow) {
        this(nanoTime.getAsLong() + limit.toNanos(), nanoTime, tooSlow);
    }

    private Deadline(long end, LongSupplier nanoTime, RejectionWriter.Prepared tooSlow) {
        this.nanoTime = nanoTime;
        this.tooSlow = tooSlow;
        this.end = end;
    }

    /** The same end, or a later one that leaves so much time. */
    public Deadline leaving(Duration least) {
        return left().compareTo(least) >= 0
                ? this
                : new Deadline(nanoTime.getAsLong() + least.toNanos(), nanoTime, tooSlow);
    }

    /**
     * Goes on only if there is time left; outside of requests there always is.
     *
     * @throws OverloadException if the time is over
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

    /** How much time is left; zero if none is. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
    }

    public void checkNow() {
        if (nanoTime.getAsLong() - end >= 0) {
            throw tooSlow.turnAway();
        }
    }

    /** Work under a deadline. */
    public void run(Work work) throws Exception {
        ScopedValue.where(CURRENT, this).call(() -> {
            work.run();
            return true;
        });
    }

    /** What is done under a deadline. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }
}
