package dev.outset.admission.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.admission.limit.ConcurrencyLimiter.Lease;
import dev.outset.admission.limit.ConcurrencyLimiter.Refusal;
import dev.outset.admission.limit.ConcurrencyLimiter.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConcurrencyLimiterTests {

    private static ConcurrencyLimiter shared(long limit) {
        return new ConcurrencyLimiter(
                limit, Share.whatIsFree(), refusal -> new IllegalStateException(refusal.toString()));
    }

    /** The share of each client if all clients request as many slots as possible. */
    @ParameterizedTest
    @CsvSource({"1, 65", "2, 43", "3, 33", "10, 12"})
    void sharesSlotsEquallyBetweenClients(int clients, int share) {
        ConcurrencyLimiter limiter = shared(128);
        Map<String, Lease> leases = new HashMap<>();
        for (int i = 0; i < 128 * clients; i++) {
            leases.computeIfAbsent("client " + i % clients, limiter::emptyLease).tryAdd(1);
        }

        assertThat(leases.values())
                .allSatisfy(lease -> assertThat(lease.count()).isBetween(share - 1L, (long) share));
        assertThat(limiter.refusal("client 0", 1)).isEqualTo(Refusal.OVER_SHARE);
        assertThatThrownBy(() -> limiter.acquire("client 0")).hasMessage("OVER_SHARE");
        assertThat(limiter.acquire("newcomer").count()).isEqualTo(1);
    }

    @Test
    void neverExceedsTheLimitAndReusesReleasedSlots() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_125L);
        ConcurrencyLimiter limiter = shared(8);
        List<Lease> leases = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            String client = "client " + random.nextInt(12);
            if (random.nextBoolean() && !leases.isEmpty()) {
                leases.remove(random.nextInt(leases.size())).close();
            } else if (limiter.refusal(client, 1) == null) {
                leases.add(limiter.acquire(client));
            }
            assertThat(limiter.acquired()).isEqualTo(leases.size()).isBetween(0L, 8L);
        }

        leases.forEach(Lease::close);
        leases.forEach(Lease::close);
        for (int i = 0; i < 8; i++) {
            limiter.acquire("other " + i);
        }
        assertThat(limiter.refusal("last", 1)).isEqualTo(Refusal.FULL);
    }

    @Test
    void limitsTheLeaseOfOneClient() {
        ConcurrencyLimiter bytes =
                new ConcurrencyLimiter(100, Share.atMost(60), refusal -> new IllegalStateException());
        Lease lease = bytes.emptyLease("one");

        assertThat(lease.tryAdd(60)).isTrue();
        assertThat(lease.tryAdd(1)).isFalse();
        lease.resize(20);
        assertThat(bytes.acquired()).isEqualTo(20);
        assertThat(bytes.refusal("one", 41)).isEqualTo(Refusal.OVER_SHARE);
        assertThat(bytes.refusal("other", 60)).isNull();
        lease.resize(150);
        assertThat(bytes.refusal("other", 1)).isEqualTo(Refusal.FULL);
        lease.close();
        assertThat(bytes.acquired()).isZero();
    }
}
