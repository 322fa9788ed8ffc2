package dev.outset.launch.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for what no notification exists for: another process. */
final class Patience {

    private static final long SHORTEST_NANOS = 500_000;

    private static final long LONGEST_NANOS = 10_000_000;

    private Patience() {}

    /**
     * Looks again and again, first often, then up to every ten milliseconds.
     *
     * @return whether it became true in time; if not, or if the thread is interrupted, false
     */
    static boolean until(Duration deadline, BooleanSupplier condition) {
        long end = System.nanoTime() + deadline.toNanos();
        long wait = SHORTEST_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(wait);
            wait = Math.min(wait + wait / 4, LONGEST_NANOS);
        }
        return true;
    }
}
