package dev.outset.admission.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class YieldPolicyTests {

    private static final long THRESHOLD = 4;

    private final AtomicLong queueLength = new AtomicLong();

    private final AtomicLong waited = new AtomicLong();

    /** The queue becomes shorter with every check. */
    private final YieldPolicy policy = new YieldPolicy(queueLength::getAndDecrement, THRESHOLD, waited::addAndGet);

    @Test
    void doesNotDelayWithAShortQueue() {
        queueLength.set(THRESHOLD);

        policy.yieldIfBusy();

        assertThat(waited).hasValue(0);
    }

    @Test
    void waitsUntilTheQueueIsShort() {
        queueLength.set(THRESHOLD + 3);

        policy.yieldIfBusy();

        assertThat(waited).hasValue(3 * YieldPolicy.CHECK_INTERVAL.toNanos());
    }

    @Test
    void limitsTheDelayWithALongQueue() {
        queueLength.set(1_000_000);

        policy.yieldIfBusy();

        assertThat(waited).hasValue(YieldPolicy.MAX_DELAY.toNanos());
    }
}
