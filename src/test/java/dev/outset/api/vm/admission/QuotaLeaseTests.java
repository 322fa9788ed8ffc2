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

    private final QuotaLease allowance = new QuotaLease(
            100,
            () -> {
                counts.incrementAndGet();
                return stored.get();
            },
            nanos::get);

    private int create(int wanted) {
        int given = allowance.take(wanted);
        stored.addAndGet(given);
        allowance.release(given);
        return given;
    }

    @Test
    void grantsExactlyWhatIsLeft() {
        for (int i = 0; i < 100; i++) {
            assertThat(create(1)).isEqualTo(1);
        }

        assertThat(create(1)).isZero();
        stored.decrementAndGet();
        assertThat(create(2)).isEqualTo(1);
    }

    @Test
    void countsSeldomFarFromTheLimit() {
        for (int i = 0; i < 50; i++) {
            create(1);
        }

        assertThat(counts).hasValue(1);
    }

    @Test
    void countsAnewAfterAMomentSinceOthersStoreToo() {
        create(1);
        stored.set(100);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(create(1)).isZero();
    }

    @Test
    void takesOffWhatIsAboutToBeStored() {
        assertThat(allowance.take(60)).isEqualTo(60);
        assertThat(allowance.take(60)).isEqualTo(40);
        assertThat(allowance.take(1)).isZero();
        allowance.release(60);

        assertThat(allowance.take(60)).isEqualTo(60);
    }
}
