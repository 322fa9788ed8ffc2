package dev.outset.reconcile.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

class SchedulerWakeupTests {

    private static final int REQUESTS = 100_000;

    private final AtomicInteger requested = new AtomicInteger();

    private final AtomicInteger seen = new AtomicInteger();

    private final AtomicInteger wakeups = new AtomicInteger();

    @Test
    void wakesLessOftenThanRequestedAndAlwaysAfterTheLastRequest() {
        try (SimpleAsyncTaskScheduler timer = new SimpleAsyncTaskScheduler()) {
            SchedulerWakeup wakeup = new SchedulerWakeup(timer);
            wakeup.onWake(() -> {
                wakeups.incrementAndGet();
                seen.set(requested.get());
            });
            for (int i = 0; i < REQUESTS; i++) {
                requested.incrementAndGet();
                wakeup.wakeAfter(Duration.ZERO);
            }

            await().untilAtomic(seen, equalTo(REQUESTS));
            assertThat(wakeups).hasValueLessThan(REQUESTS);
        }
    }

    @Test
    void wakesAtOnceAfterAPause() {
        try (SimpleAsyncTaskScheduler timer = new SimpleAsyncTaskScheduler()) {
            SchedulerWakeup wakeup = new SchedulerWakeup(timer);
            wakeup.onWake(wakeups::incrementAndGet);

            wakeup.wakeAfter(Duration.ZERO);

            assertThat(wakeups).hasValue(1);
        }
    }
}
