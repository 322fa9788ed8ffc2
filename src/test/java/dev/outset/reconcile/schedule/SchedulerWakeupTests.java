package dev.outset.reconcile.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SchedulerWakeupTests {

    private static final int WISHES = 100_000;

    private final AtomicInteger wished = new AtomicInteger();

    private final AtomicInteger seen = new AtomicInteger();

    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void looksSeldomerThanItIsAskedAndAlwaysAfterTheLastWish() {
        try (SchedulerWakeup wakeup = new SchedulerWakeup(Executors.newSingleThreadScheduledExecutor())) {
            wakeup.onWake(() -> {
                looks.incrementAndGet();
                seen.set(wished.get());
            });
            for (int i = 0; i < WISHES; i++) {
                wished.incrementAndGet();
                wakeup.wakeAfter(Duration.ZERO);
            }

            await().untilAtomic(seen, equalTo(WISHES));
            assertThat(looks).hasValueLessThan(WISHES);
        }
    }

    @Test
    void looksAtOnceAfterAPause() {
        try (SchedulerWakeup wakeup = new SchedulerWakeup(Executors.newSingleThreadScheduledExecutor())) {
            wakeup.onWake(looks::incrementAndGet);

            wakeup.wakeAfter(Duration.ZERO);

            assertThat(looks).hasValue(1);
        }
    }
}
