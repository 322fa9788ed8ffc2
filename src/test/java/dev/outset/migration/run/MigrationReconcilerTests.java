package dev.outset.migration.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outset.migration.job.MigrationJob;
import dev.outset.migration.job.MigrationJobState;
import dev.outset.migration.job.MigrationPage;
import dev.outset.migration.job.MigrationProgress;
import dev.outset.migration.job.MigrationResult;
import dev.outset.migration.job.VmLockedException;
import dev.outset.simulator.state.RunState;
import dev.outset.support.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrations between two simulated QEMUs, from the wish to what is put back. */
class MigrationReconcilerTests {

    private static final TestDatabase DATABASE = TestDatabase.memory("migrations");

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    private static MigrationTestBed world(String source, String destination) {
        MigrationTestBed world = MigrationTestBed.peaceful(DATABASE);
        world.post("db-1", source);
        world.post("db-2", destination);
        world.settle();
        return world;
    }

    @Test
    void movesTheGuestAndPowersTheSourceOff() {
        MigrationTestBed world = world(Requests.SOURCE, Requests.DESTINATION);

        String id =
                world.migrate(Requests.of("'capabilities': {'multifd': true}, 'parameters': {'multifd-channels': 4}"));
        world.runFor(id, Duration.ofSeconds(1));

        assertThat(world.migration(id).state()).isInstanceOf(MigrationJobState.Running.class);
        assertThat(world.ask("db-1", "query-migrate-parameters")
                        .path("multifd-channels")
                        .asInt())
                .isEqualTo(4);
        world.runFor(id, Duration.ofSeconds(20));

        assertThat(world.result(id).result()).as("%s", world.result(id)).isEqualTo(MigrationResult.Result.COMPLETED);
        assertThat(world.runs("db-1")).isFalse();
        assertThat(world.qemu("db-2").runState()).isEqualTo(RunState.RUNNING);
        assertThat(world.events("db-1")).contains("MigrationStarted", "MigrationCompleted", "Migrated");
        assertThat(world.events("db-2")).contains("MigrationStarted", "MigrationCompleted");
        MigrationProgress progress = Objects.requireNonNull(world.migration(id).progress());
        assertThat(progress.transferredBytes()).isGreaterThanOrEqualTo(1L << 30);
        assertThat(progress.downtimeMillis()).isLessThanOrEqualTo(310L);
    }

    @Test
    void leavesTheGuestWhereItIsWhenCancelled() {
        MigrationTestBed world = world(Requests.SOURCE, Requests.DESTINATION);
        String id = world.migrate(
                Requests.of("'capabilities': {'multifd': true}, 'parameters': {'max-bandwidth': '1MiB/s'}"));
        String before = world.ask("db-1", "query-migrate-parameters").toString();
        String capabilities = world.ask("db-1", "query-migrate-capabilities").toString();
        world.runFor(id, Duration.ofSeconds(5));

        world.migrations().cancel(id);
        world.runFor(id, Duration.ofSeconds(5));

        assertThat(world.result(id).result()).isEqualTo(MigrationResult.Result.CANCELLED);
        assertThat(world.qemu("db-1").runState()).isEqualTo(RunState.RUNNING);
        assertThat(world.ask("db-1", "query-migrate-parameters").toString()).isEqualTo(before);
        assertThat(world.ask("db-1", "query-migrate-capabilities").toString()).isEqualTo(capabilities);
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "migrate-incoming", "migrate-set-parameters"})
    void endsAMigrationThatTheHostsPolicyRefuses(String command) {
        MigrationTestBed world = world(Requests.SOURCE, Requests.DESTINATION);
        String id = world.migrate(Requests.of("'parameters': {'max-bandwidth': '1MiB/s'}"));
        world.forbids(command);

        world.runFor(id, Duration.ofSeconds(5));

        assertThat(world.result(id).result()).isEqualTo(MigrationResult.Result.FAILED);
        assertThat(world.result(id).reason()).isEqualTo("AddressNotAllowed");
        assertThat(world.result(id).message()).contains("it would run a program");
        assertThat(world.qemu("db-1").runState()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void endsWhatTakesLongerThanAllowed() {
        MigrationTestBed world = world(
                "{'qemu': {'version': '7.2'}, 'simulation': {'guest': {'dirtiedPerSecond': '2GiB'}}}",
                Requests.DESTINATION);
        String id = world.migrate(Requests.of("'timeout': '30s'"));
        world.runFor(id, Duration.ofSeconds(25));
        assertThat(world.migration(id).state()).isInstanceOf(MigrationJobState.Running.class);

        world.runFor(id, Duration.ofSeconds(20));

        assertThat(world.result(id).reason()).isEqualTo("TimedOut");
        assertThat(world.qemu("db-1").runState()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void doesNothingWhenThePlanSaysThatItFails() {
        MigrationTestBed world = world(
                Requests.SOURCE,
                "{'qemu': {'version': '7.2'}, 'memory': {'size': '2GiB'}, 'migration': {'incoming': {'listen': 'defer'}}}");
        String id = world.migrate(Requests.of(""));
        world.runFor(id, Duration.ofSeconds(5));

        assertThat(world.result(id).reason()).isEqualTo("PlanRefused");
        assertThat(world.ask("db-2", "query-migrate").has("socket-address")).isFalse();
    }

    @Test
    void seesWhatWasForetoldWhenTheRefusalIsOverridden() {
        MigrationTestBed world = world(
                Requests.SOURCE,
                "{'qemu': {'version': '7.2'}, 'memory': {'size': '2GiB'}, 'migration': {'incoming': {'listen': 'defer'}}}");
        String id = world.migrate(Requests.of("'override': true"));
        world.runFor(id, Duration.ofSeconds(5));

        assertThat(world.result(id).reason()).isEqualTo("DestinationExited");
        assertThat(world.result(id).message()).contains("Broken pipe");
        assertThat(world.qemu("db-1").runState()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void letsAGuestGoOnThatWaitsForTheSwitchover() {
        MigrationTestBed world = world(Requests.SOURCE, Requests.DESTINATION);
        String id = world.migrate(Requests.of("'capabilities': {'pause-before-switchover': true}, 'override': true"));
        world.runFor(id, Duration.ofSeconds(20));

        assertThat(world.result(id).result()).as("%s", world.result(id)).isEqualTo(MigrationResult.Result.COMPLETED);
        assertThat(world.qemu("db-2").runState()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void noticesAGuestThatRunsNowhere() {
        MigrationTestBed world = world(
                "{'qemu': {'version': '7.2'}, 'simulation': {'guest': {'usedMemory': '1MiB'}}}",
                "{'qemu': {'version': '7.2'}, 'migration': {'incoming': {'listen': 'defer'}, 'capabilities': {'multifd': true}}}");
        String id = world.migrate(Requests.of("'override': true"));
        world.runFor(id, Duration.ofSeconds(30));

        assertThat(world.result(id).reason()).as("%s", world.result(id)).isEqualTo("SilentHang");
        assertThat(world.qemu("db-1").runState()).isEqualTo(RunState.POSTMIGRATE);
        assertThat(world.qemu("db-2").runState()).isEqualTo(RunState.INMIGRATE);
    }

    @Test
    void saysWhenADestinationNeverWaits() {
        MigrationTestBed world = world(Requests.SOURCE, Requests.SOURCE);
        String id = world.migrate(Requests.of("'override': true"));
        world.runFor(id, Duration.ofMinutes(2));

        assertThat(world.result(id).reason()).isEqualTo("NotReady");
        assertThat(world.result(id).message()).contains("running");
    }

    @Test
    void takesAVmIntoOneMigrationAtATime() {
        MigrationTestBed world = world(Requests.SOURCE, Requests.DESTINATION);
        String id = world.migrate(Requests.of(""));

        assertThatExceptionOfType(VmLockedException.class)
                .isThrownBy(() -> world.migrations()
                        .insert(new MigrationJob(
                                id + "2",
                                Requests.of(""),
                                new MigrationJobState.Preparing(),
                                false,
                                null,
                                world.now(),
                                null,
                                1)))
                .withMessageContaining("db-1");
        assertThat(world.migrations().find(id + "2")).isEmpty();
        assertThat(world.migrations().list(null, Map.of(), null, 10, 1).migrations())
                .hasSize(1);
    }

    @Test
    void endsAPageByItsBytes() {
        MigrationTestBed world = world(Requests.SOURCE, Requests.DESTINATION);
        String first = world.migrate(Requests.of(""));
        world.migrations().cancel(first);
        world.runFor(first, Duration.ofMinutes(1));
        world.reconcileFor(Duration.ofSeconds(1));
        String second = world.migrate(Requests.of(""));

        assertThat(ids(world, null, 1)).containsExactly(second, "more");
        assertThat(ids(world, second, 1)).containsExactly(first);
        assertThat(ids(world, null, 1_000_000)).containsExactly(second, first);
    }

    private static List<String> ids(MigrationTestBed world, @Nullable String before, long bytes) {
        MigrationPage page = world.migrations().list(null, Map.of(), before, 10, bytes);
        List<String> ids =
                new ArrayList<>(page.migrations().stream().map(MigrationJob::id).toList());
        if (page.hasMore()) {
            ids.add("more");
        }
        return ids;
    }
}
