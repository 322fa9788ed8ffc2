package dev.outset.admission.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConcurrencyLimiterTests {

    /** The share of each client if all clients request as many slots as possible. */
    @ParameterizedTest
    @CsvSource({"1, 65", "2, 43", "3, 33", "10, 12"})
    void sharesSlotsEquallyBetweenClients(int clients, int share) {
        ConcurrencyLimiter limiter = new ConcurrencyLimiter(128);
        Map<String, Integer> held = new HashMap<>();
        for (int i = 0; i < 128 * clients; i++) {
            String client = "client " + i % clients;
            if (limiter.tryAcquire(client) == ConcurrencyLimiter.Result.ACQUIRED) {
                held.merge(client, 1, Integer::sum);
            }
        }

        assertThat(held.values()).allSatisfy(count -> assertThat(count).isBetween(share - 1, share));
        assertThat(limiter.tryAcquire("client 0")).isEqualTo(ConcurrencyLimiter.Result.OVER_SHARE);
        assertThat(limiter.tryAcquire("newcomer")).isEqualTo(ConcurrencyLimiter.Result.ACQUIRED);
    }

    @Test
    void neverExceedsTheLimitAndReusesReleasedSlots() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_125L);
        ConcurrencyLimiter limiter = new ConcurrencyLimiter(8);
        Map<String, Integer> held = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            String client = "client " + random.nextInt(12);
            if (random.nextBoolean() && held.containsKey(client)) {
                limiter.release(client);
                held.computeIfPresent(client, (ignored, count) -> count == 1 ? null : count - 1);
            } else if (limiter.tryAcquire(client) == ConcurrencyLimiter.Result.ACQUIRED) {
                held.merge(client, 1, Integer::sum);
            }
            assertThat(limiter.acquired())
                    .isEqualTo(
                            held.values().stream().mapToInt(Integer::intValue).sum())
                    .isBetween(0, 8);
        }

        held.forEach((client, count) -> {
            for (int i = 0; i < count; i++) {
                limiter.release(client);
            }
        });
        for (int i = 0; i < 8; i++) {
            assertThat(limiter.tryAcquire("other " + i)).isEqualTo(ConcurrencyLimiter.Result.ACQUIRED);
        }
        assertThat(limiter.tryAcquire("last")).isEqualTo(ConcurrencyLimiter.Result.FULL);
    }
}
