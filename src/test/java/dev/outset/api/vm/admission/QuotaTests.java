package dev.outset.api.vm.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.admission.limit.ConcurrencyLimiter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuotaTests {

    private final AtomicLong stored = new AtomicLong();

    private final AtomicLong nanos = new AtomicLong();

    private final AtomicInteger counts = new AtomicInteger();

    private final Quota.Limit limit = new Quota.Limit(
            100,
            () -> {
                counts.incrementAndGet();
                return stored.get();
            },
            nanos::get);

    private int create(int requested) {
        return limit.permit(requested, granted -> {
            stored.addAndGet(granted);
            return granted;
        });
    }

    @Test
    void grantsRemainingCapacity() {
        for (int i = 0; i < 100; i++) {
            assertThat(create(1)).isEqualTo(1);
        }

        assertThat(create(1)).isZero();
        stored.decrementAndGet();
        assertThat(create(2)).isEqualTo(1);
    }

    @Test
    void reusesCountFarFromLimit() {
        for (int i = 0; i < 50; i++) {
            create(1);
        }

        assertThat(counts).hasValue(1);
    }

    @Test
    void countsAgainAfterMaxAge() {
        create(1);
        stored.set(100);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(create(1)).isZero();
    }

    @Test
    void subtractsVmsAboutToBeStored() {
        ConcurrencyLimiter.Lease first = limit.acquire(60);
        assertThat(first.count()).isEqualTo(60);
        assertThat(limit.acquire(60).count()).isEqualTo(40);
        assertThat(limit.acquire(1).count()).isZero();
        limit.release(first);

        assertThat(limit.acquire(60).count()).isEqualTo(60);
    }
}
