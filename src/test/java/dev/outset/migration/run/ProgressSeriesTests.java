package dev.outset.migration.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the progress of simulated migrations over time. */
class ProgressSeriesTests {

    private static final TestDatabase DATABASE = TestDatabase.memory();

    private static final int MAX_POINTS = 120;

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    private static MigrationTestBed testBed(String guest) {
        MigrationTestBed testBed = MigrationTestBed.withoutCrash(DATABASE);
        testBed.post("db-1", "{'qemu': {'version': '10.0'}, 'simulation': {'guest': {" + guest + "}}}");
        testBed.post("db-2", "{'qemu': {'version': '10.0'}, 'migration': {'incoming': {'listen': 'defer'}}}");
        testBed.settle();
        return testBed;
    }

    private static List<MigrationProgress> series(MigrationTestBed testBed, String id) {
        return testBed.migrations().progress(testBed.migration(id));
    }

    /** Random guests, some of which never converge, and some migrations that are cancelled. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void isBoundedAndEndsWithTheLastProgress(long seed) {
        Random random = new Random(seed);
        MigrationTestBed testBed = testBed("'usedMemory': '" + random.nextInt(1, 1_024) + "MiB', 'dirtiedPerSecond': '"
                + random.nextInt(0, 100) + "MiB', 'linkPerSecond': '" + random.nextInt(8, 128) + "MiB'");
        String id = testBed.migrate(Requests.of("'timeout': '" + random.nextInt(20, 200) + "s'"));
        if (random.nextBoolean()) {
            testBed.runFor(id, Duration.ofMillis(random.nextInt(100, 20_000)));
            testBed.migrations().cancel(id);
        }
        testBed.runFor(id, Duration.ofMinutes(4));

        MigrationProgress last = Objects.requireNonNull(testBed.migration(id).progress());
        List<MigrationProgress> series = series(testBed, id);
        assertThat(testBed.migration(id).hasEnded()).isTrue();
        assertThat(series).hasSizeLessThanOrEqualTo(MAX_POINTS).endsWith(last);
        assertThat(series).extracting(MigrationProgress::at).isSorted().doesNotHaveDuplicates();
        assertThat(series).extracting(MigrationProgress::transferredBytes).isSorted();
        assertThat(last.transferredBytes()).as("%s", testBed.result(id)).isPositive();
    }

    @Test
    void isThinnedEvenly() {
        MigrationTestBed testBed = testBed("'dirtiedPerSecond': '2GiB'");
        String id = testBed.migrate(Requests.of(""));
        testBed.runFor(id, Duration.ofMinutes(5));

        List<Instant> times =
                series(testBed, id).stream().map(MigrationProgress::at).toList();

        assertThat(times).hasSizeBetween(MAX_POINTS / 2, MAX_POINTS);
        Set<Duration> intervals = IntStream.range(1, times.size() - 1)
                .mapToObj(i -> Duration.between(times.get(i - 1), times.get(i)))
                .collect(Collectors.toSet());
        // 600 polls of 500 ms, of which every eighth is kept.
        assertThat(intervals).containsExactly(Duration.ofSeconds(4));
        testBed.migrations().cancel(id);
        testBed.runFor(id, Duration.ofSeconds(5));
    }

    @Test
    void keepsTheNumbersOfACancelledMigration() {
        MigrationTestBed testBed = testBed("'dirtiedPerSecond': '10MiB'");
        String id = testBed.migrate(Requests.of("'parameters': {'max-bandwidth': '1MiB/s'}"));
        testBed.runFor(id, Duration.ofSeconds(5));
        MigrationProgress running = Objects.requireNonNull(testBed.migration(id).progress());
        testBed.migrations().cancel(id);
        testBed.runFor(id, Duration.ofSeconds(5));

        MigrationProgress last = Objects.requireNonNull(testBed.migration(id).progress());
        assertThat(testBed.ask("db-1", "query-migrate").has("ram")).isFalse();
        assertThat(last.status()).isEqualTo("cancelled");
        assertThat(last.at()).isAfter(running.at());
        assertThat(last.transferredBytes()).isGreaterThanOrEqualTo(running.transferredBytes());
        assertThat(last.remainingBytes()).isPositive();
        assertThat(last.totalBytes()).isEqualTo(1L << 30);
        assertThat(last.totalMillis()).isGreaterThanOrEqualTo(running.totalMillis());
        assertThat(last.throughputBytesPerSecond()).isEqualTo(1L << 20);
        assertThat(last.dirtyBytesPerSecond()).isEqualTo(10L << 20);
    }

    @Test
    void hasTheRatesThatTheSourceReports() {
        MigrationTestBed testBed = testBed("'dirtiedPerSecond': '200MiB', 'linkPerSecond': '100MiB'");
        String id = testBed.migrate(Requests.of("'capabilities': {'auto-converge': true}"));
        testBed.runFor(id, Duration.ofMinutes(4));

        List<MigrationProgress> series = series(testBed, id);
        MigrationProgress first = series.getFirst();
        assertThat(first.throughputBytesPerSecond()).isEqualTo(100L << 20);
        assertThat(first.dirtyBytesPerSecond()).isEqualTo(200L << 20);
        assertThat(first.expectedDowntimeMillis()).isPositive();
        assertThat(first.cpuThrottlePercentage()).isNull();
        assertThat(series)
                .filteredOn(progress -> progress.cpuThrottlePercentage() != null)
                .isNotEmpty()
                .allSatisfy(
                        progress -> assertThat(progress.dirtyBytesPerSecond()).isLessThan(200L << 20));
        MigrationProgress last = series.getLast();
        assertThat(last.status()).isEqualTo("completed");
        assertThat(last.expectedDowntimeMillis()).isNull();
        assertThat(last.throughputBytesPerSecond())
                .isCloseTo(last.transferredBytes() * 1_000 / last.totalMillis(), Percentage.withPercentage(1));
    }
}
