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

    /** As many as each of so many callers gets who want them all. */
    @ParameterizedTest
    @CsvSource({"1, 65", "2, 43", "3, 33", "10, 12"})
    void areSharedAmongThoseWhoWantThemAll(int callers, int share) {
        ConcurrencyLimiter places = new ConcurrencyLimiter(128);
        Map<String, Integer> held = new HashMap<>();
        for (int i = 0; i < 128 * callers; i++) {
            String caller = "caller " + i % callers;
            if (places.take(caller) == ConcurrencyLimiter.Answer.TAKEN) {
                held.merge(caller, 1, Integer::sum);
            }
        }

        assertThat(held.values()).allSatisfy(count -> assertThat(count).isBetween(share - 1, share));
        assertThat(places.take("caller 0")).isEqualTo(ConcurrencyLimiter.Answer.OVER_SHARE);
        assertThat(places.take("newcomer")).isEqualTo(ConcurrencyLimiter.Answer.TAKEN);
    }

    @Test
    void areNeverMoreThanThereAreAndComeBack() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_125L);
        ConcurrencyLimiter places = new ConcurrencyLimiter(8);
        Map<String, Integer> held = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            String caller = "caller " + random.nextInt(12);
            if (random.nextBoolean() && held.containsKey(caller)) {
                places.giveBack(caller);
                held.computeIfPresent(caller, (same, count) -> count == 1 ? null : count - 1);
            } else if (places.take(caller) == ConcurrencyLimiter.Answer.TAKEN) {
                held.merge(caller, 1, Integer::sum);
            }
            assertThat(places.taken())
                    .isEqualTo(
                            held.values().stream().mapToInt(Integer::intValue).sum())
                    .isBetween(0, 8);
        }

        held.forEach((caller, count) -> {
            for (int i = 0; i < count; i++) {
                places.giveBack(caller);
            }
        });
        for (int i = 0; i < 8; i++) {
            assertThat(places.take("other " + i)).isEqualTo(ConcurrencyLimiter.Answer.TAKEN);
        }
        assertThat(places.take("last")).isEqualTo(ConcurrencyLimiter.Answer.FULL);
    }
}
