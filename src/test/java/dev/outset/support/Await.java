package dev.outset.support;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Polls what changes in another thread, process or database, with one deadline for every test. The only place in the tests
 * that waits for time to pass.
 */
public final class Await {

    /** How long a condition may take on a slow machine. */
    public static final Duration DEADLINE = Duration.ofMinutes(2);

    private static final Duration INTERVAL = Duration.ofMillis(5);

    private Await() {}

    /**
     * Polls until a condition holds.
     *
     * @param what the expected condition, for the error
     * @throws AssertionError if it does not hold within the deadline
     */
    public static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /** Polls until a condition holds; the error is built only when it is needed. */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        try {
            poll().until(condition::getAsBoolean);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError("Not within " + DEADLINE + ": " + what.get(), late);
        }
    }

    /**
     * Repeats a call until it does not throw.
     *
     * @return the result of the call
     * @throws AssertionError with the last exception as its cause
     */
    public static <T> T success(Callable<T> call) {
        try {
            return poll().ignoreExceptions().until(call, result -> true);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError("The call fails for " + DEADLINE, late.getCause());
        }
    }

    /**
     * Polls a value until it is as expected.
     *
     * @return the expected value
     * @throws AssertionError with the last value if it is not as expected within the deadline
     */
    public static <T> T value(Supplier<T> value, Predicate<T> expected) {
        AtomicReference<T> last = new AtomicReference<>(value.get());
        until(() -> "the last value is " + last.get(), () -> {
            last.set(value.get());
            return expected.test(last.get());
        });
        return last.get();
    }

    private static ConditionFactory poll() {
        return Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(INTERVAL)
                .atMost(DEADLINE);
    }

    /** Keeps the current state for some time, such as an open transaction or a fault; never to wait for a result. */
    public static void pause(Duration length) {
        long end = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
