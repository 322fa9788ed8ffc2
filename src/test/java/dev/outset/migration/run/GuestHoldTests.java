package dev.outset.migration.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.qemu.RunState;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.GuestHold;
import dev.outset.status.VmPhase;
import dev.outset.support.Definitions;
import dev.outset.support.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A VM whose guest was migrated to another QEMU, or may have been, gets no QEMU until it is released. */
class GuestHoldTests {

    private static final Duration LONG_TIME = Duration.ofMinutes(10);

    private static final TestDatabase DATABASE = TestDatabase.memory();

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    /** Events that stop the source's QEMU or require a new start of it. */
    enum Trigger {
        QUIT {
            @Override
            void apply(MigrationTestBed testBed) {
                testBed.sendCommand("db-1", "quit");
            }
        },
        HOST_REBOOTS {
            @Override
            void apply(MigrationTestBed testBed) {
                testBed.killQemu("db-1");
            }
        },
        RESTART {
            @Override
            void apply(MigrationTestBed testBed) {
                testBed.change("db-1", Definitions::restarted);
            }
        },
        EDIT {
            @Override
            void apply(MigrationTestBed testBed) {
                testBed.change("db-1", vm -> Definitions.changed(vm, "{'qemu': {'version': '8.2'}}"));
            }
        },
        POWER_OFF_AND_ON {
            @Override
            void apply(MigrationTestBed testBed) {
                testBed.change("db-1", vm -> Definitions.changed(vm, "{'power': 'Off'}"));
                testBed.reconcileFor(Duration.ofSeconds(5));
                testBed.change("db-1", vm -> Definitions.changed(vm, Requests.SOURCE));
            }
        };

        abstract void apply(MigrationTestBed testBed);
    }

    private static MigrationTestBed testBed(String source, String destination) {
        MigrationTestBed testBed = MigrationTestBed.withoutCrash(DATABASE);
        testBed.post("db-1", source);
        testBed.post("db-2", destination);
        testBed.settle();
        return testBed;
    }

    private static MigrationTestBed migrated() {
        MigrationTestBed testBed = testBed(Requests.SOURCE, Requests.DESTINATION);
        String id = testBed.migrate(Requests.of(""));
        testBed.runFor(id, Duration.ofSeconds(20));
        assertThat(testBed.result(id).guest())
                .as("%s", testBed.result(id))
                .isEqualTo(MigrationResult.Guest.DESTINATION);
        return testBed;
    }

    private static MigrationTestBed silentHang() {
        MigrationTestBed testBed = testBed(
                "{'qemu': {'version': '7.2'}, 'simulation': {'guest': {'usedMemory': '1MiB'}}}",
                "{'qemu': {'version': '7.2'}, 'migration': {'incoming': {'listen': 'defer'}, 'capabilities': {'multifd': true}}}");
        String id = testBed.migrate(Requests.of("'override': true"));
        testBed.runFor(id, Duration.ofSeconds(30));
        assertThat(testBed.result(id).reason()).isEqualTo("SilentHang");
        return testBed;
    }

    private static GuestHold.Reason held(MigrationTestBed testBed) {
        return Objects.requireNonNull(testBed.vm("db-1").hold()).reason();
    }

    private static Condition condition(MigrationTestBed testBed, ConditionType type) {
        return testBed.vm("db-1").status().conditions().get(type).orElseThrow();
    }

    private static void release(MigrationTestBed testBed) {
        assertThat(testBed.repository().release(testBed.vm("db-1").definition(), List.of()))
                .isTrue();
        testBed.reconcileFor(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void startsNoQemuAfterTheGuestWasMigrated(Trigger trigger) {
        MigrationTestBed testBed = migrated();

        trigger.apply(testBed);
        testBed.reconcileFor(LONG_TIME);

        assertThat(testBed.runs("db-1")).isFalse();
        assertThat(testBed.qemu("db-2").runState()).isEqualTo(RunState.RUNNING);
        assertThat(held(testBed)).isEqualTo(GuestHold.Reason.MIGRATED);
        assertThat(testBed.vm("db-1").status().phase()).isEqualTo(VmPhase.MIGRATED);
        assertThat(testBed.vm("db-1").status().hold())
                .isEqualTo(testBed.vm("db-1").hold());
        assertThat(Objects.requireNonNull(testBed.vm("db-1").hold()).destination())
                .isEqualTo("db-2");
        assertThat(condition(testBed, ConditionType.LAUNCHED).reason()).isEqualTo("Migrated");
        assertThat(condition(testBed, ConditionType.LAUNCHED).message())
                .contains("status.hold", "/api/v1/vms/db-1/release");
        assertThat(condition(testBed, ConditionType.DEGRADED).isTrue()).isFalse();
    }

    @Test
    void bootsAfterARelease() {
        MigrationTestBed testBed = migrated();

        release(testBed);

        assertThat(testBed.qemu("db-1").runState()).isEqualTo(RunState.RUNNING);
        assertThat(testBed.qemu("db-1").request().boot()).isEqualTo(2);
        assertThat(testBed.vm("db-1").hold()).isNull();
        assertThat(testBed.vm("db-1").status().hold()).isNull();
        assertThat(testBed.vm("db-1").status().phase()).isEqualTo(VmPhase.RUNNING);
        assertThat(testBed.repository().release(testBed.vm("db-1").definition(), List.of()))
                .as("a second release")
                .isFalse();
    }

    @Test
    void keepsTheQemuOfAGuestWithUnknownLocation() {
        MigrationTestBed testBed = silentHang();
        testBed.reconcileFor(LONG_TIME);

        assertThat(testBed.qemu("db-1").runState()).isEqualTo(RunState.POSTMIGRATE);
        assertThat(held(testBed)).isEqualTo(GuestHold.Reason.GUEST_LOCATION_UNKNOWN);
        assertThat(testBed.vm("db-1").status().phase()).isEqualTo(VmPhase.UNKNOWN);
        assertThat(condition(testBed, ConditionType.DEGRADED).reason()).isEqualTo("GuestLocationUnknown");
        assertThat(condition(testBed, ConditionType.LAUNCHED).isTrue()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void startsNoQemuWhileTheLocationOfTheGuestIsUnknown(Trigger trigger) {
        MigrationTestBed testBed = silentHang();

        trigger.apply(testBed);
        testBed.sendCommand("db-1", "quit");
        testBed.reconcileFor(LONG_TIME);

        assertThat(testBed.runs("db-1")).isFalse();
        assertThat(testBed.vm("db-1").status().phase()).isEqualTo(VmPhase.UNKNOWN);
    }

    @Test
    void rebootsAQemuWithoutAGuestOnRelease() {
        MigrationTestBed testBed = silentHang();

        release(testBed);

        assertThat(testBed.qemu("db-1").runState()).isEqualTo(RunState.RUNNING);
        assertThat(testBed.qemu("db-1").request().boot()).isEqualTo(2);
    }

    @Test
    void keepsARunningGuestOnRelease() {
        MigrationTestBed testBed = silentHang();
        testBed.sendCommand("db-1", "cont");
        assertThat(testBed.qemu("db-1").runState()).isEqualTo(RunState.RUNNING);

        release(testBed);

        assertThat(testBed.qemu("db-1").request().boot()).isEqualTo(1);
        assertThat(testBed.vm("db-1").status().phase()).isEqualTo(VmPhase.RUNNING);
    }

    @Test
    void restartsTheSourceWhenTheGuestIsLost() {
        MigrationTestBed testBed = testBed(Requests.SOURCE, Requests.DESTINATION);
        String id = testBed.migrate(Requests.of("'parameters': {'max-bandwidth': '1MiB/s'}"));
        testBed.runFor(id, Duration.ofSeconds(3));
        assertThat(held(testBed)).isEqualTo(GuestHold.Reason.MIGRATING);
        testBed.sendCommand("db-2", "quit");
        testBed.killQemu("db-1");

        testBed.reconcileFor(Duration.ofSeconds(5));
        assertThat(testBed.runs("db-1"))
                .as("while the location of the guest is unknown")
                .isFalse();
        testBed.runFor(id, Duration.ofMinutes(1));

        assertThat(testBed.result(id).guest()).as("%s", testBed.result(id)).isEqualTo(MigrationResult.Guest.LOST);
        testBed.reconcileFor(Duration.ofSeconds(5));
        assertThat(testBed.qemu("db-1").runState()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void restartsTheSourceAfterACancelledMigration() {
        MigrationTestBed testBed = testBed(Requests.SOURCE, Requests.DESTINATION);
        String id = testBed.migrate(Requests.of("'parameters': {'max-bandwidth': '1MiB/s'}"));
        testBed.runFor(id, Duration.ofSeconds(3));
        testBed.change("db-1", Definitions::restarted);
        testBed.reconcileFor(Duration.ofSeconds(3));
        assertThat(testBed.qemu("db-1").request().boot())
                .as("while the migration runs")
                .isEqualTo(1);
        testBed.migrations().cancel(id);
        testBed.runFor(id, Duration.ofSeconds(10));

        assertThat(testBed.result(id).guest()).isEqualTo(MigrationResult.Guest.SOURCE);
        assertThat(testBed.vm("db-1").hold()).isNull();
        testBed.reconcileFor(Duration.ofSeconds(5));
        assertThat(testBed.qemu("db-1").request().boot()).isEqualTo(2);
    }

    @Test
    void deletesTheHoldWithTheVm() {
        MigrationTestBed testBed = migrated();
        testBed.change("db-1", Definitions::deleted);
        testBed.reconcileFor(Duration.ofSeconds(2));

        testBed.post("db-1", Requests.SOURCE);
        testBed.reconcileFor(Duration.ofSeconds(2));

        assertThat(testBed.vm("db-1").hold()).isNull();
        assertThat(testBed.runs("db-1")).isTrue();
    }

    @Test
    void rejectsTheMigrationOfAHeldVm() {
        MigrationTestBed testBed = migrated();
        String id = testBed.migrate(Requests.of("'override': true"));
        testBed.runFor(id, Duration.ofSeconds(5));

        assertThat(testBed.result(id).reason()).isEqualTo("VmHeld");
        assertThat(held(testBed)).isEqualTo(GuestHold.Reason.MIGRATED);
    }
}
