package dev.outset.migration.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outset.migration.plan.compatibility.Side;
import dev.outset.parameters.ParameterValue;
import dev.outset.simulator.state.RunState;
import dev.outset.store.database.Slice;
import dev.outset.support.Definitions;
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

/** Tests migrations between two simulated QEMUs, from the request to the restored settings. */
class MigrationReconcilerTests {

    private static final TestDatabase DATABASE = TestDatabase.memory();

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    private static MigrationTestBed testBed(String source, String destination) {
        MigrationTestBed testBed = MigrationTestBed.withoutCrash(DATABASE);
        testBed.post("db-1", source);
        testBed.post("db-2", destination);
        testBed.settle();
        return testBed;
    }

    @Test
    void migratesTheGuestAndStopsTheSource() {
        MigrationTestBed testBed = testBed(Requests.SOURCE, Requests.DESTINATION);

        String id = testBed.migrate(
                Requests.of("'capabilities': {'multifd': true}, 'parameters': {'multifd-channels': 4}"));
        testBed.runFor(id, Duration.ofSeconds(1));

        assertThat(testBed.migration(id).state()).isInstanceOf(Migration.Running.class);
        assertThat(testBed.ask("db-1", "query-migrate-parameters")
                        .path("multifd-channels")
                        .asInt())
                .isEqualTo(4);
        testBed.runFor(id, Duration.ofSeconds(20));

        assertThat(testBed.result(id).result())
                .as("%s", testBed.result(id))
                .isEqualTo(MigrationResult.Result.COMPLETED);
        assertThat(testBed.runs("db-1")).isFalse();
        assertThat(testBed.qemu("db-2").runState()).isEqualTo(RunState.RUNNING);
        assertThat(testBed.events("db-1")).contains("MigrationStarted", "MigrationCompleted", "Migrated");
        assertThat(testBed.events("db-2")).contains("MigrationStarted", "MigrationCompleted");
        MigrationProgress progress =
                Objects.requireNonNull(testBed.migration(id).progress());
        assertThat(progress.transferredBytes()).isGreaterThanOrEqualTo(1L << 30);
        assertThat(progress.downtimeMillis()).isLessThanOrEqualTo(310L);
    }

    @Test
    void keepsTheGuestOnTheSourceWhenCancelled() {
        MigrationTestBed testBed = testBed(Requests.SOURCE, Requests.DESTINATION);
        String id = testBed.migrate(
                Requests.of("'capabilities': {'multifd': true}, 'parameters': {'max-bandwidth': '1MiB/s'}"));
        String before = testBed.ask("db-1", "query-migrate-parameters").toString();
        String capabilities = testBed.ask("db-1", "query-migrate-capabilities").toString();
        testBed.runFor(id, Duration.ofSeconds(5));

        testBed.migrations().cancel(id);
        testBed.runFor(id, Duration.ofSeconds(5));

        assertThat(testBed.result(id).result()).isEqualTo(MigrationResult.Result.CANCELLED);
        assertThat(testBed.qemu("db-1").runState()).isEqualTo(RunState.RUNNING);
        assertThat(testBed.ask("db-1", "query-migrate-parameters").toString()).isEqualTo(before);
        assertThat(testBed.ask("db-1", "query-migrate-capabilities").toString()).isEqualTo(capabilities);
        assertThat(testBed.migration(id).changes())
                .contains(
                        change(Side.SOURCE, SettingChange.Kind.CAPABILITY, "multifd", off(), on(), off()),
                        change(
                                Side.SOURCE,
                                SettingChange.Kind.PARAMETER,
                                "max-bandwidth",
                                new ParameterValue.Unsigned(128L << 20),
                                new ParameterValue.Unsigned(1L << 20),
                                new ParameterValue.Unsigned(128L << 20)));
    }

    private static ParameterValue on() {
        return new ParameterValue.Bool(true);
    }

    private static ParameterValue off() {
        return new ParameterValue.Bool(false);
    }

    private static SettingChange change(
            Side side,
            SettingChange.Kind kind,
            String name,
            ParameterValue before,
            ParameterValue during,
            @Nullable ParameterValue after) {
        return new SettingChange(side, kind, name, before, during, after);
    }

    @Test
    void showsTheChangedSettingsWhileItRunsAndThoseOfTheDestinationAfterwards() {
        MigrationTestBed testBed = testBed(Requests.SOURCE, Requests.DESTINATION);
        String id = testBed.migrate(Requests.of("'capabilities': {'multifd': true, 'xbzrle': false}"));
        testBed.runFor(id, Duration.ofSeconds(1));
        List<SettingChange> running = testBed.migration(id).changes();
        testBed.runFor(id, Duration.ofSeconds(20));

        assertThat(running)
                .containsExactly(
                        change(Side.SOURCE, SettingChange.Kind.CAPABILITY, "multifd", off(), on(), null),
                        change(Side.DESTINATION, SettingChange.Kind.CAPABILITY, "multifd", off(), on(), null));
        assertThat(testBed.migration(id).changes())
                .containsExactly(
                        change(Side.SOURCE, SettingChange.Kind.CAPABILITY, "multifd", off(), on(), null),
                        change(Side.DESTINATION, SettingChange.Kind.CAPABILITY, "multifd", off(), on(), off()));
    }

    @Test
    void showsTheSettingsThatWereSetBeforeACommandWasRejected() {
        MigrationTestBed testBed = testBed(Requests.SOURCE, Requests.DESTINATION);
        testBed.forbid("migrate-set-parameters");
        String id = testBed.migrate(
                Requests.of("'capabilities': {'multifd': true}, 'parameters': {'multifd-channels': 4}"));
        testBed.runFor(id, Duration.ofSeconds(5));

        assertThat(testBed.result(id).reason()).isEqualTo("AddressNotAllowed");
        assertThat(testBed.migration(id).changes())
                .isNotEmpty()
                .allSatisfy(change -> assertThat(change)
                        .isEqualTo(
                                change(change.side(), SettingChange.Kind.CAPABILITY, "multifd", off(), on(), off())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "migrate-incoming", "migrate-set-parameters"})
    void failsWhenTheHostPolicyRejectsACommand(String command) {
        MigrationTestBed testBed = testBed(Requests.SOURCE, Requests.DESTINATION);
        String id = testBed.migrate(Requests.of("'parameters': {'max-bandwidth': '1MiB/s'}"));
        testBed.forbid(command);

        testBed.runFor(id, Duration.ofSeconds(5));

        assertThat(testBed.result(id).result()).isEqualTo(MigrationResult.Result.FAILED);
        assertThat(testBed.result(id).reason()).isEqualTo("AddressNotAllowed");
        assertThat(testBed.result(id).message()).contains("it would run a program");
        assertThat(testBed.qemu("db-1").runState()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void cancelsAMigrationThatExceedsItsTimeout() {
        MigrationTestBed testBed = testBed(
                "{'qemu': {'version': '7.2'}, 'simulation': {'guest': {'dirtiedPerSecond': '2GiB'}}}",
                Requests.DESTINATION);
        String id = testBed.migrate(Requests.of("'timeout': '30s'"));
        testBed.runFor(id, Duration.ofSeconds(25));
        assertThat(testBed.migration(id).state()).isInstanceOf(Migration.Running.class);

        testBed.runFor(id, Duration.ofSeconds(20));

        assertThat(testBed.result(id).reason()).isEqualTo("TimedOut");
        assertThat(testBed.qemu("db-1").runState()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void changesNothingWhenTheDefinitionChangedSinceAdmissionAndThePlanPredictsAFailure() {
        MigrationTestBed testBed = testBed(Requests.SOURCE, Requests.DESTINATION);
        String id = testBed.migrate(Requests.of(""));
        testBed.change(
                "db-2",
                vm -> Definitions.changed(
                        vm,
                        "{'qemu': {'version': '7.2'}, 'memory': {'size': '2GiB'}, 'migration': {'incoming': {'listen': 'defer'}}}"));
        testBed.runFor(id, Duration.ofSeconds(5));

        assertThat(testBed.result(id).reason()).isEqualTo("PlanRefused");
        assertThat(testBed.ask("db-2", "query-migrate").has("socket-address")).isFalse();
    }

    @Test
    void failsAsPredictedWhenThePlanIsOverridden() {
        MigrationTestBed testBed = testBed(
                Requests.SOURCE,
                "{'qemu': {'version': '7.2'}, 'memory': {'size': '2GiB'}, 'migration': {'incoming': {'listen': 'defer'}}}");
        String id = testBed.migrate(Requests.of("'override': true"));
        testBed.runFor(id, Duration.ofSeconds(5));

        assertThat(testBed.result(id).reason()).isEqualTo("DestinationExited");
        assertThat(testBed.result(id).message()).contains("Broken pipe");
        assertThat(testBed.qemu("db-1").runState()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void continuesAMigrationThatPausesBeforeTheSwitchover() {
        MigrationTestBed testBed = testBed(Requests.SOURCE, Requests.DESTINATION);
        String id = testBed.migrate(Requests.of("'capabilities': {'pause-before-switchover': true}, 'override': true"));
        testBed.runFor(id, Duration.ofSeconds(20));

        assertThat(testBed.result(id).result())
                .as("%s", testBed.result(id))
                .isEqualTo(MigrationResult.Result.COMPLETED);
        assertThat(testBed.qemu("db-2").runState()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void detectsAGuestThatRunsNowhere() {
        MigrationTestBed testBed = testBed(
                "{'qemu': {'version': '7.2'}, 'simulation': {'guest': {'usedMemory': '1MiB'}}}",
                "{'qemu': {'version': '7.2'}, 'migration': {'incoming': {'listen': 'defer'}, 'capabilities': {'multifd': true}}}");
        String id = testBed.migrate(Requests.of("'override': true"));
        testBed.runFor(id, Duration.ofSeconds(30));

        assertThat(testBed.result(id).reason()).as("%s", testBed.result(id)).isEqualTo("SilentHang");
        assertThat(testBed.qemu("db-1").runState()).isEqualTo(RunState.POSTMIGRATE);
        assertThat(testBed.qemu("db-2").runState()).isEqualTo(RunState.INMIGRATE);
    }

    @Test
    void failsWhenTheDestinationIsNeverReady() {
        MigrationTestBed testBed = testBed(Requests.SOURCE, Requests.SOURCE);
        String id = testBed.migrate(Requests.of("'override': true"));
        testBed.runFor(id, Duration.ofMinutes(2));

        assertThat(testBed.result(id).reason()).isEqualTo("NotReady");
        assertThat(testBed.result(id).message()).contains("running");
    }

    @Test
    void allowsOneActiveMigrationPerVm() {
        MigrationTestBed testBed = testBed(Requests.SOURCE, Requests.DESTINATION);
        String id = testBed.migrate(Requests.of(""));

        assertThatExceptionOfType(VmLockedException.class)
                .isThrownBy(() -> testBed.migrations().insert(testBed.migration(id + "2", Requests.of(""))))
                .withMessageContaining("db-1");
        assertThat(testBed.migrations().find(id + "2")).isEmpty();
        assertThat(testBed.migrations().list(null, null, Map.of(), null, 10, 1).content())
                .hasSize(1);
    }

    @Test
    void limitsAPageByItsBytes() {
        MigrationTestBed testBed = testBed(Requests.SOURCE, Requests.DESTINATION);
        String first = testBed.migrate(Requests.of(""));
        testBed.migrations().cancel(first);
        testBed.runFor(first, Duration.ofMinutes(1));
        testBed.reconcileFor(Duration.ofSeconds(1));
        String second = testBed.migrate(Requests.of(""));

        assertThat(ids(testBed, null, 1)).containsExactly(second, "more");
        assertThat(ids(testBed, second, 1)).containsExactly(first);
        assertThat(ids(testBed, null, 1_000_000)).containsExactly(second, first);
    }

    private static List<String> ids(MigrationTestBed testBed, @Nullable String before, long bytes) {
        Slice<Migration> page = testBed.migrations().list(null, null, Map.of(), before, 10, bytes);
        List<String> ids =
                new ArrayList<>(page.content().stream().map(Migration::id).toList());
        if (page.hasNext()) {
            ids.add("more");
        }
        return ids;
    }
}
