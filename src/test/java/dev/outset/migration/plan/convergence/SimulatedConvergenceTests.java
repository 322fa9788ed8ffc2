package dev.outset.migration.plan.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.migration.plan.MigrationPlan;
import dev.outset.migration.plan.MigrationPlanner;
import dev.outset.migration.plan.compatibility.Finding;
import dev.outset.parameters.MigrationCapability;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Compares predictions with simulated migrations. {@code -Dconvergence.count=N} and {@code -Dconvergence.seed=N} select
 * others.
 */
class SimulatedConvergenceTests {

    private static final int COUNT = Integer.getInteger("convergence.count", 200);

    private static final long SEED = Long.getLong("convergence.seed", 1);

    private static final MigrationCapability POSTCOPY = new MigrationCapability("postcopy-ram");

    /** The simulated time to connect and to transfer the device states, which are not predicted. */
    private static final long OVERHEAD_MILLIS = 8;

    private static final double TOLERANCE = 0.1;

    private final Catalogues catalogues = Catalogues.load();

    private final MigrationPlanner planner = new MigrationPlanner(catalogues);

    private List<RandomMigration> migrations() {
        Random random = new Random(SEED);
        List<RandomMigration> migrations = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            migrations.add(RandomMigration.of(random, catalogues.versions()));
        }
        return migrations;
    }

    private static Convergence convergence(MigrationPlan plan) {
        return Objects.requireNonNull(plan.convergence());
    }

    private static boolean isClose(long predicted, long actual, long overhead) {
        return Math.abs(predicted - actual) <= TOLERANCE * actual + overhead;
    }

    private static boolean isClose(Convergence.Course predicted, JsonNode actual) {
        return isClose(predicted.totalMillis(), actual.get("total-time").asLong(), OVERHEAD_MILLIS)
                && isClose(predicted.downtimeMillis(), actual.get("downtime").asLong(), OVERHEAD_MILLIS)
                && isClose(
                        predicted.transferredBytes(),
                        actual.at("/ram/transferred").asLong(),
                        0);
    }

    @Test
    void predictsTheCourseOfSimulatedMigrations() {
        List<String> otherVerdicts = new ArrayList<>();
        List<String> otherCourses = new ArrayList<>();
        int converging = 0;
        for (RandomMigration migration : migrations()) {
            MigrationPlan plan = migration.plan(planner);
            Convergence predicted = convergence(plan);
            Optional<JsonNode> actual = SimulatedMigrationRun.run(plan, migration.definition());
            if (predicted.converges() != actual.isPresent()) {
                otherVerdicts.add(migration.spec() + " " + predicted + " " + actual);
            } else if (actual.isPresent()) {
                converging++;
                if (!isClose(Objects.requireNonNull(predicted.course()), actual.get())) {
                    otherCourses.add(migration.spec() + " " + predicted.course() + " " + actual.get());
                }
            }
        }

        assertThat(converging).isBetween(COUNT / 3, COUNT * 9 / 10);
        assertThat(otherVerdicts).isEmpty();
        assertThat(otherCourses).hasSizeLessThanOrEqualTo(converging / 20);
        System.out.println(converging + " of " + COUNT + " converge, courses that differ: " + otherCourses);
    }

    @Test
    void advisesChangesWithWhichSimulatedMigrationsConverge() {
        int advised = 0;
        for (RandomMigration migration : migrations()) {
            MigrationPlan plan = migration.plan(planner);
            Convergence predicted = convergence(plan);
            assertThat(plan.findings().stream().map(Finding::rule).anyMatch("does-not-converge"::equals))
                    .isEqualTo(!predicted.converges());
            for (Convergence.Advice advice : predicted.advice()) {
                RandomMigration changed = migration.with(advice);
                MigrationPlan replanned = changed.plan(planner);
                JsonNode actual = advice.capabilities().containsKey(POSTCOPY)
                        ? SimulatedMigrationRun.runWithPostcopy(replanned, changed.definition())
                        : SimulatedMigrationRun.run(replanned, changed.definition())
                                .orElseThrow(() -> new AssertionError(
                                        migration + " with " + advice + " gives " + replanned.convergence()));
                assertThat(actual.get("status").asString())
                        .as("%s with %s", migration, advice)
                        .isEqualTo("completed");
                advised++;
            }
        }
        assertThat(advised).isGreaterThan(COUNT / 4);
        System.out.println(advised + " advices");
    }
}
