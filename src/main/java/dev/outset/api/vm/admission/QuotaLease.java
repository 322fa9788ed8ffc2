package dev.outset.api.vm.admission;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What is left of one limit. Counting costs, so a count is trusted for a moment and for half of what it left; near the
 * limit every request counts. What this process is about to store is taken off, so that it never stores too much; other
 * replicas are seen with the next count.
 */
final class QuotaLease {

    private static final Duration TRUSTED = Duration.ofSeconds(1);

    private final long limit;

    private final LongSupplier count;

    private final LongSupplier nanoTime;

    private long left;

    private long granted;

    private long inFlight;

    private long countedAt;

    QuotaLease(long limit, LongSupplier count, LongSupplier nanoTime) {
        this.limit = limit;
        this.count = count;
        this.nanoTime = nanoTime;
        this.countedAt = nanoTime.getAsLong() - TRUSTED.toNanos();
    }

    /** Grants as many as there is room for; they count as stored until they are released. */
    synchronized int take(int wanted) {
        if (nanoTime.getAsLong() - countedAt >= TRUSTED.toNanos() || granted + wanted > left / 2) {
            countedAt = nanoTime.getAsLong();
            left = limit - count.getAsLong();
            granted = inFlight;
        }
        int given = Math.clamp(left - granted, 0, wanted);
        granted += given;
        inFlight += given;
        return given;
    }

    /** Those that were granted are stored by now, or will not be. */
    synchronized void release(int given) {
        inFlight -= given;
    }
}
