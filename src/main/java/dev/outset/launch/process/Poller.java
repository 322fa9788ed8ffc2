package dev.outset.launch.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waiting for what no notification exists for: another process. */
final class Poller {

    private static final long SHORTEST_NANOS = 500_000;

    private static final long LONGEST_NANOS = 10_000_000;

    private Poller() {}

    /**
     * Looks again and again, first often, then up to every ten milliseconds.
     *
     * @return whether it became true in time; if not, or if the thread is interrupted, false
     */
    static boolean until(Duration deadline, BooleanSupplier condition) {
        return until(deadline, condition::getAsBoolean, isTrue -> isTrue);
    }

    /**
     * Looks as often as that until what it sees will do, or it is late, or the thread is interrupted.
     *
     * @return what it saw last
     */
    static <T> T until(Duration deadline, Supplier<T> look, Predicate<T> willDo) {
        long end = System.nanoTime() + deadline.toNanos();
        long wait = SHORTEST_NANOS;
        T seen = look.get();
        while (!willDo.test(seen)
                && System.nanoTime() - end < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(wait);
            wait = Math.min(wait + wait / 4, LONGEST_NANOS);
            seen = look.get();
        }
        return seen;
    }
}
