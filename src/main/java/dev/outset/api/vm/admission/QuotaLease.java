package dev.outset.api.vm.admission;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The remaining capacity of one limit. Counting is expensive, so a count is reused for a second, and for half of the
 * remaining capacity; near the limit, every request counts. VMs that this process is about to store are subtracted, so
 * that it never exceeds the limit; VMs of other replicas are included with the next count.
 */
final class QuotaLease {

    private static final Duration MAX_AGE = Duration.ofSeconds(1);

    private final long limit;

    private final LongSupplier count;

    private final LongSupplier nanoTime;

    private long remaining;

    private long granted;

    private long inFlight;

    private long countedAt;

    QuotaLease(long limit, LongSupplier count, LongSupplier nanoTime) {
        this.limit = limit;
        this.count = count;
        this.nanoTime = nanoTime;
        this.countedAt = nanoTime.getAsLong() - MAX_AGE.toNanos();
    }

    /** Grants up to the requested number; the granted ones count as stored until they are released. */
    synchronized int acquire(int requested) {
        if (nanoTime.getAsLong() - countedAt >= MAX_AGE.toNanos() || granted + requested > remaining / 2) {
            countedAt = nanoTime.getAsLong();
            remaining = limit - count.getAsLong();
            granted = inFlight;
        }
        int taken = Math.clamp(remaining - granted, 0, requested);
        granted += taken;
        inFlight += taken;
        return taken;
    }

    /** Releases granted capacity after the VMs were stored, or failed to be stored. */
    synchronized void release(int taken) {
        inFlight -= taken;
    }
}
