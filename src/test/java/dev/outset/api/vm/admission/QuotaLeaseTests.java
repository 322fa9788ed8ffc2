package dev.outset.api.vm.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuotaLeaseTests {

    private final AtomicLong stored = new AtomicLong();

    private final AtomicLong nanos = new AtomicLong();

    private final AtomicInteger counts = new AtomicInteger();

    private final QuotaLease lease = new QuotaLease(
            100,
            () -> {
                counts.incrementAndGet();
                return stored.get();
            },
            nanos::get);

    private int create(int requested) {
        int granted = lease.acquire(requested);
        stored.addAndGet(granted);
        lease.release(granted);
        return granted;
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
        assertThat(lease.acquire(60)).isEqualTo(60);
        assertThat(lease.acquire(60)).isEqualTo(40);
        assertThat(lease.acquire(1)).isZero();
        lease.release(60);

        assertThat(lease.acquire(60)).isEqualTo(60);
    }
}
