package dev.outset.migration.plan.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.migration.plan.DestinationSettings;
import dev.outset.migration.plan.MigrationPlan;
import dev.outset.migration.plan.MigrationPlanner;
import dev.outset.migration.plan.PlanRequest;
import dev.outset.migration.plan.compatibility.EndpointSpec;
import dev.outset.migration.plan.compatibility.Finding;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.support.Definitions;
import dev.outset.vm.property.ByteRate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvergencePredictorTests {

    private static final long MIB = 1L << 20;

    /** A guest of 1 GiB that dirties 300 MiB/s, on a network with 1 GiB/s. */
    private static final String GUEST = "'dirtiedPerSecond': '300MiB/s', 'linkPerSecond': '1GiB/s'";

    private final MigrationPlanner planner = new MigrationPlanner(Catalogues.load());

    private MigrationPlan plan(String guest, String migration, DeclaredLoad load) {
        EndpointSpec endpoint = planner.endpoint(
                "db-1",
                Definitions.spec("{'qemu': {'version': '10.0'}, 'simulation': {'guest': {" + guest
                        + "}}, 'migration': {" + migration + "}}"),
                List.of(),
                "/run/db-1.qmp");
        return planner.plan(new PlanRequest(
                endpoint, endpoint, "unix:stream", null, DestinationSettings.BEFORE_LISTENING, load, null));
    }

    private Convergence predict(String guest, String migration) {
        return Objects.requireNonNull(plan(guest, migration, DeclaredLoad.NONE).convergence());
    }

    private static Optional<Convergence.Advice> advice(Convergence convergence, String setting) {
        return convergence.advice().stream()
                .filter(advice -> advice.capabilities().containsKey(new MigrationCapability(setting))
                        || advice.parameters().has(new MigrationParameter(setting)))
                .findFirst();
    }

    private static long advisedValue(Convergence convergence, String parameter) {
        return Long.parseLong(Objects.requireNonNull(advice(convergence, parameter)
                        .orElseThrow()
                        .parameters()
                        .get(new MigrationParameter(parameter)))
                .toString());
    }

    @ParameterizedTest
    @CsvSource({
        // 1 GiB at 128 MiB/s, of which the last 32 MiB are sent with the guest stopped.
        "0, 250, 8000, 250, 1024, 2",
        "0, 0, 8000, 0, 1024, 2",
        // The guest dirties half of what is sent: iterations of 8 s, 4 s, 2 s and so on, until a page is left.
        "64, 0, 16000, 0, 2048, 19",
    })
    void followsTheIterationsOfQemu(
            long dirtied, long downtimeLimit, long total, long downtime, long transferred, int iterations) {
        Convergence.Course course = Objects.requireNonNull(predict(
                        "'linkPerSecond': '128MiB/s', 'dirtiedPerSecond': '" + dirtied + "MiB/s'",
                        "'live': {'downtime-limit': " + downtimeLimit + "}")
                .course());

        assertThat(course.totalMillis()).isEqualTo(total);
        assertThat(course.downtimeMillis()).isEqualTo(downtime);
        assertThat(course.transferredBytes()).isBetween(transferred * MIB - MIB, transferred * MIB);
        assertThat(course.iterations()).isEqualTo(iterations);
        assertThat(course.cpuThrottlePercentage()).isZero();
    }

    @Test
    void advisesTheSmallestBandwidth() {
        Convergence convergence = predict(GUEST, "");
        long value = advisedValue(convergence, "max-bandwidth");

        assertThat(convergence.converges()).isFalse();
        assertThat(convergence.message())
                .isEqualTo("The guest dirties 300 MiB/s. The source sends 128 MiB/s, limited by max-bandwidth.");
        assertThat(value % MIB).isZero();
        assertThat(predict(GUEST, "'live': {'max-bandwidth': " + value + "}").converges())
                .isTrue();
        assertThat(Objects.requireNonNull(predict(GUEST, "'live': {'max-bandwidth': " + (value - MIB) + "}")
                                .course())
                        .totalMillis())
                .as("within ten minutes")
                .isGreaterThan(600_000);
    }

    @Test
    void advisesTheSmallestNumberOfChannels() {
        String guest = GUEST + ", 'channelPerSecond': '120MiB/s'";
        Convergence convergence = predict(guest, "'live': {'max-bandwidth': 0}");

        assertThat(convergence.message()).endsWith("limited by the bandwidth of its connections (1).");
        assertThat(advisedValue(convergence, "multifd-channels")).isEqualTo(3);
        assertThat(advice(convergence, "multifd").orElseThrow().action())
                .isEqualTo("Set multifd to on and multifd-channels to 3 on both sides");
        assertThat(advice(convergence, "max-bandwidth")).isEmpty();
    }

    @Test
    void advisesChannelsTogetherWithTheBandwidthIfBothLimit() {
        Convergence convergence = predict(GUEST + ", 'channelPerSecond': '120MiB/s'", "");

        assertThat(advisedValue(convergence, "multifd-channels")).isEqualTo(3);
        assertThat(advisedValue(convergence, "max-bandwidth")).isBetween(301 * MIB, 310 * MIB);
    }

    @Test
    void advisesTheSmallestMaximumThrottleIfAutoConvergeIsOn() {
        String settings = "'capabilities': {'auto-converge': true}, 'live': {'max-cpu-throttle': ";
        Convergence convergence = predict(GUEST, settings + "30}");
        long value = advisedValue(convergence, "max-cpu-throttle");

        assertThat(value).isBetween(58L, 65L);
        assertThat(predict(GUEST, settings + value + "}").converges()).isTrue();
        assertThat(predict(GUEST, settings + (value - 1) + "}").converges()).isFalse();
    }

    @Test
    void advisesAutoConverge() {
        Convergence convergence = predict(GUEST, "");
        Convergence.Advice advice = advice(convergence, "auto-converge").orElseThrow();

        assertThat(advice.parameters().isEmpty()).isTrue();
        assertThat(predict(GUEST, "'capabilities': {'auto-converge': true}").course())
                .isEqualTo(advice.course());
    }

    @Test
    void advisesTheSmallestDowntimeLimit() {
        Convergence convergence = predict(GUEST, "");
        long value = advisedValue(convergence, "downtime-limit");

        assertThat(predict(GUEST, "'live': {'downtime-limit': " + value + "}").converges())
                .isTrue();
        assertThat(predict(GUEST, "'live': {'downtime-limit': " + (value - 1) + "}")
                        .converges())
                .isFalse();
    }

    @Test
    void advisesNothingThatQemuRefuses() {
        String guest = GUEST + ", 'channelPerSecond': '120MiB/s'";
        Convergence convergence = predict(guest, "'capabilities': {'xbzrle': true}, 'live': {'max-bandwidth': 0}");

        assertThat(advice(convergence, "multifd")).isEmpty();
        assertThat(advice(convergence, "auto-converge")).isPresent();
    }

    @Test
    void prefersTheDeclaredLoad() {
        MigrationPlan plan = plan(GUEST, "", new DeclaredLoad(null, ByteRate.parse("10MiB/s"), null, null));
        Convergence convergence = Objects.requireNonNull(plan.convergence());

        assertThat(convergence.converges()).isTrue();
        assertThat(convergence.assumptions())
                .containsExactly(
                        new Assumption("usedMemory", 1024 * MIB, Assumption.Origin.DEFAULT),
                        new Assumption("dirtiedPerSecond", 10 * MIB, Assumption.Origin.REQUEST),
                        new Assumption("linkPerSecond", 1024 * MIB, Assumption.Origin.DEFINITION));
        assertThat(plan.findings()).extracting(Finding::rule).doesNotContain("does-not-converge");
    }

    @Test
    void pointsTheFindingAtTheFirstAdvisedSetting() {
        assertThat(plan(GUEST, "'live': {'max-bandwidth': '100MiB/s'}", DeclaredLoad.NONE)
                        .findings())
                .filteredOn(finding -> finding.rule().equals("does-not-converge"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.pointer()).isEqualTo("/migration/live/max-bandwidth");
                    assertThat(finding.message())
                            .isEqualTo("The migration does not converge. The guest dirties 300 MiB/s. The source"
                                    + " sends 100 MiB/s, limited by max-bandwidth.");
                });
    }

    @Test
    void doesNotPredictMigrationsWithoutIterations() {
        assertThat(plan(GUEST, "'capabilities': {'background-snapshot': true}", DeclaredLoad.NONE)
                        .convergence())
                .isNull();
    }
}
