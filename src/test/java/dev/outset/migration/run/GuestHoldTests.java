package dev.outset.migration.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.migration.job.MigrationResult;
import dev.outset.simulator.state.RunState;
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

/** A VM whose guest has moved to another QEMU, or may have, gets no QEMU before it is released. */
class GuestHoldTests {

    private static final Duration AWHILE = Duration.ofMinutes(10);

    private static final TestDatabase DATABASE = TestDatabase.memory("guest-holds");

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    /** How the source's QEMU ends, or what makes a new start of it due. */
    enum End {
        QUIT {
            @Override
            void happens(MigrationTestBed world) {
                world.says("db-1", "quit");
            }
        },
        HOST_REBOOTS {
            @Override
            void happens(MigrationTestBed world) {
                world.vanishes("db-1");
            }
        },
        RESTART {
            @Override
            void happens(MigrationTestBed world) {
                world.change("db-1", Definitions::restarted);
            }
        },
        EDIT {
            @Override
            void happens(MigrationTestBed world) {
                world.change("db-1", vm -> Definitions.changed(vm, "{'qemu': {'version': '8.2'}}"));
            }
        },
        POWER_OFF_AND_ON {
            @Override
            void happens(MigrationTestBed world) {
                world.change("db-1", vm -> Definitions.changed(vm, "{'power': 'Off'}"));
                world.reconcileFor(Duration.ofSeconds(5));
                world.change("db-1", vm -> Definitions.changed(vm, Requests.SOURCE));
            }
        };

        abstract void happens(MigrationTestBed world);
    }

    private static MigrationTestBed world(String source, String destination) {
        MigrationTestBed world = MigrationTestBed.peaceful(DATABASE);
        world.post("db-1", source);
        world.post("db-2", destination);
        world.settle();
        return world;
    }

    private static MigrationTestBed migrated() {
        MigrationTestBed world = world(Requests.SOURCE, Requests.DESTINATION);
        String id = world.migrate(Requests.of(""));
        world.runFor(id, Duration.ofSeconds(20));
        assertThat(world.result(id).guest()).as("%s", world.result(id)).isEqualTo(MigrationResult.Guest.DESTINATION);
        return world;
    }

    private static MigrationTestBed hanging() {
        MigrationTestBed world = world(
                "{'qemu': {'version': '7.2'}, 'simulation': {'guest': {'usedMemory': '1MiB'}}}",
                "{'qemu': {'version': '7.2'}, 'migration': {'incoming': {'listen': 'defer'}, 'capabilities': {'multifd': true}}}");
        String id = world.migrate(Requests.of("'override': true"));
        world.runFor(id, Duration.ofSeconds(30));
        assertThat(world.result(id).reason()).isEqualTo("SilentHang");
        return world;
    }

    private static GuestHold.Reason held(MigrationTestBed world) {
        return Objects.requireNonNull(world.vm("db-1").hold()).reason();
    }

    private static Condition condition(MigrationTestBed world, ConditionType type) {
        return world.vm("db-1").status().conditions().get(type).orElseThrow();
    }

    private static void release(MigrationTestBed world) {
        assertThat(world.repository().release(world.vm("db-1").definition(), List.of()))
                .isTrue();
        world.reconcileFor(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void startsNoQemuAfterTheGuestHasMoved(End end) {
        MigrationTestBed world = migrated();

        end.happens(world);
        world.reconcileFor(AWHILE);

        assertThat(world.runs("db-1")).isFalse();
        assertThat(world.qemu("db-2").runState()).isEqualTo(RunState.RUNNING);
        assertThat(held(world)).isEqualTo(GuestHold.Reason.MIGRATED);
        assertThat(world.vm("db-1").status().phase()).isEqualTo(VmPhase.MIGRATED);
        assertThat(world.vm("db-1").status().hold()).isEqualTo(world.vm("db-1").hold());
        assertThat(Objects.requireNonNull(world.vm("db-1").hold()).destination())
                .isEqualTo("db-2");
        assertThat(condition(world, ConditionType.LAUNCHED).reason()).isEqualTo("Migrated");
        assertThat(condition(world, ConditionType.LAUNCHED).message())
                .contains("status.hold", "/api/v1/vms/db-1/release");
        assertThat(condition(world, ConditionType.DEGRADED).isTrue()).isFalse();
    }

    @Test
    void bootsAfterARelease() {
        MigrationTestBed world = migrated();

        release(world);

        assertThat(world.qemu("db-1").runState()).isEqualTo(RunState.RUNNING);
        assertThat(world.qemu("db-1").request().boot()).isEqualTo(2);
        assertThat(world.vm("db-1").hold()).isNull();
        assertThat(world.vm("db-1").status().hold()).isNull();
        assertThat(world.vm("db-1").status().phase()).isEqualTo(VmPhase.RUNNING);
        assertThat(world.repository().release(world.vm("db-1").definition(), List.of()))
                .as("a second release")
                .isFalse();
    }

    @Test
    void leavesTheQemuOfAGuestThatIsNowhereToItsOperator() {
        MigrationTestBed world = hanging();
        world.reconcileFor(AWHILE);

        assertThat(world.qemu("db-1").runState()).isEqualTo(RunState.POSTMIGRATE);
        assertThat(held(world)).isEqualTo(GuestHold.Reason.LOCATION_UNKNOWN);
        assertThat(world.vm("db-1").status().phase()).isEqualTo(VmPhase.UNKNOWN);
        assertThat(condition(world, ConditionType.DEGRADED).reason()).isEqualTo("GuestLocationUnknown");
        assertThat(condition(world, ConditionType.LAUNCHED).isTrue()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void startsNoQemuWhileItIsNotKnownWhereTheGuestIs(End end) {
        MigrationTestBed world = hanging();

        end.happens(world);
        world.says("db-1", "quit");
        world.reconcileFor(AWHILE);

        assertThat(world.runs("db-1")).isFalse();
        assertThat(world.vm("db-1").status().phase()).isEqualTo(VmPhase.UNKNOWN);
    }

    @Test
    void bootsAQemuAnewWhoseGuestHasLeftItWhenItIsReleased() {
        MigrationTestBed world = hanging();

        release(world);

        assertThat(world.qemu("db-1").runState()).isEqualTo(RunState.RUNNING);
        assertThat(world.qemu("db-1").request().boot()).isEqualTo(2);
    }

    @Test
    void leavesAGuestAloneThatGoesOnInItsQemuWhenItIsReleased() {
        MigrationTestBed world = hanging();
        world.says("db-1", "cont");
        assertThat(world.qemu("db-1").runState()).isEqualTo(RunState.RUNNING);

        release(world);

        assertThat(world.qemu("db-1").request().boot()).isEqualTo(1);
        assertThat(world.vm("db-1").status().phase()).isEqualTo(VmPhase.RUNNING);
    }

    @Test
    void startsTheSourceAgainThatEndedTogetherWithTheMigration() {
        MigrationTestBed world = world(Requests.SOURCE, Requests.DESTINATION);
        String id = world.migrate(Requests.of("'parameters': {'max-bandwidth': '1MiB/s'}"));
        world.runFor(id, Duration.ofSeconds(3));
        assertThat(held(world)).isEqualTo(GuestHold.Reason.MIGRATING);
        world.says("db-2", "quit");
        world.vanishes("db-1");

        world.reconcileFor(Duration.ofSeconds(5));
        assertThat(world.runs("db-1"))
                .as("before it is known where the guest is")
                .isFalse();
        world.runFor(id, Duration.ofMinutes(1));

        assertThat(world.result(id).guest()).as("%s", world.result(id)).isEqualTo(MigrationResult.Guest.LOST);
        world.reconcileFor(Duration.ofSeconds(5));
        assertThat(world.qemu("db-1").runState()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void letsACancelledMigrationsSourceRestart() {
        MigrationTestBed world = world(Requests.SOURCE, Requests.DESTINATION);
        String id = world.migrate(Requests.of("'parameters': {'max-bandwidth': '1MiB/s'}"));
        world.runFor(id, Duration.ofSeconds(3));
        world.change("db-1", Definitions::restarted);
        world.reconcileFor(Duration.ofSeconds(3));
        assertThat(world.qemu("db-1").request().boot()).as("while it goes on").isEqualTo(1);
        world.migrations().cancel(id);
        world.runFor(id, Duration.ofSeconds(10));

        assertThat(world.result(id).guest()).isEqualTo(MigrationResult.Guest.SOURCE);
        assertThat(world.vm("db-1").hold()).isNull();
        world.reconcileFor(Duration.ofSeconds(5));
        assertThat(world.qemu("db-1").request().boot()).isEqualTo(2);
    }

    @Test
    void forgetsTheHoldWithTheVm() {
        MigrationTestBed world = migrated();
        world.change("db-1", Definitions::deleted);
        world.reconcileFor(Duration.ofSeconds(2));

        world.post("db-1", Requests.SOURCE);
        world.reconcileFor(Duration.ofSeconds(2));

        assertThat(world.vm("db-1").hold()).isNull();
        assertThat(world.runs("db-1")).isTrue();
    }

    @Test
    void takesAHeldVmIntoNoMigration() {
        MigrationTestBed world = migrated();
        String id = world.migrate(Requests.of("'override': true"));
        world.runFor(id, Duration.ofSeconds(5));

        assertThat(world.result(id).reason()).isEqualTo("VmLocked");
        assertThat(held(world)).isEqualTo(GuestHold.Reason.MIGRATED);
    }
}
