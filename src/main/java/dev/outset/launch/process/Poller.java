package dev.outset.launch.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Polls other processes, which do not send notifications. The only class of this package that reads the monotonic clock
 * or parks.
 */
final class Poller {

    private static final long MIN_INTERVAL_NANOS = 500_000;

    private static final long MAX_INTERVAL_NANOS = 10_000_000;

    private Poller() {}

    /** A point in time of the monotonic clock. */
    static final class Deadline {

        private final long nanos;

        private Deadline(long nanos) {
            this.nanos = nanos;
        }

        static Deadline after(Duration timeout) {
            return new Deadline(System.nanoTime() + timeout.toNanos());
        }

        /** Returns the time left; zero after the deadline. */
        Duration remaining() {
            return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
        }
    }

    /**
     * Evaluates a condition until it is true, at intervals that grow from 0.5 to 10 milliseconds.
     *
     * @return true if the condition became true in time; false if it did not, or if the thread is interrupted
     */
    static boolean until(Duration timeout, BooleanSupplier condition) {
        return until(timeout, condition::getAsBoolean, isTrue -> isTrue);
    }

    /**
     * Reads a value at the same intervals until it is accepted, the time is over, or the thread is interrupted.
     *
     * @return the value read last
     */
    static <T> T until(Duration timeout, Supplier<T> read, Predicate<T> accept) {
        Deadline deadline = Deadline.after(timeout);
        long interval = MIN_INTERVAL_NANOS;
        T value = read.get();
        while (!accept.test(value)
                && deadline.remaining().isPositive()
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(interval);
            interval = Math.min(interval + interval / 4, MAX_INTERVAL_NANOS);
            value = read.get();
        }
        return value;
    }
}
