package dev.outset.reconcile;

import static dev.outset.support.Definitions.definition;
import static dev.outset.support.Definitions.pending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.qemu.BootPhase;
import dev.outset.qemu.BootStep;
import dev.outset.simulator.host.SimulatedLaunchers;
import dev.outset.status.BootStatus;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.VmPhase;
import dev.outset.store.vm.StoredVm;
import dev.outset.support.Definitions;
import dev.outset.support.ManualReconciler;
import dev.outset.support.SettableClock;
import dev.outset.support.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the controller with simulated QEMUs: each fault leads to the correct conditions and the correct next step. */
class SimulatedQemuTests {

    private final SettableClock clock = new SettableClock();

    @TempDir
    private Path folder;

    private TestDatabase database;

    private ManualReconciler controller;

    @BeforeEach
    void start() {
        database = TestDatabase.h2(folder);
        controller = new ManualReconciler(database, clock, SimulatedLaunchers.on(database, clock));
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void verifiesAMultifdDestinationWithEarlyConfigInOneReconciliation() {
        post("""
                {'qemu': {'version': '11.1', 'incomingConfig': true}, 'migration': {'incoming': {'listen': 'defer'},
                 'early': {'multifd-channels': 8, 'downtime-limit': 500}, 'live': {'max-bandwidth': 1073741824},
                 'capabilities': {'multifd': true}}}""");

        // The simulator notifies the controller of changes, so no resync per minute is needed.
        assertThat(controller.runNext())
                .get(InstanceOfAssertFactories.type(Outcome.Settled.class))
                .extracting(Outcome.Settled::nextResync, InstanceOfAssertFactories.DURATION)
                .isBetween(Duration.ofHours(6), Duration.ofHours(12));

        assertCondition(ConditionType.VERIFIED, Condition.Truth.TRUE, "AllParametersMatch");
        assertThat(vm().status().settings())
                .filteredOn(each -> each.name().equals("multifd-channels"))
                .allSatisfy(each -> assertThat(each.appliedAtStep()).isEqualTo(BootStep.MIGRATION_OBJECT_CREATED));
    }

    @Test
    void reportsTheStepsOfASlowStart() {
        post("{'simulation': {'stepDurations': {'board-initialised': '20s'}}}");
        controller.runFor(Duration.ofSeconds(10));
        assertThat(vm().status().phase()).isEqualTo(VmPhase.STARTING);
        assertThat(vm().status().bootPhase()).isEqualTo(BootPhase.LATE_BACKENDS_CREATED);

        controller.runFor(Duration.ofSeconds(10));

        assertThat(vm().status().phase()).isEqualTo(VmPhase.RUNNING);
        assertThat(vm().status().bootPhase()).isEqualTo(BootPhase.MACHINE_READY);
        assertCondition(ConditionType.VERIFIED, Condition.Truth.TRUE, "AllParametersMatch");
    }

    @Test
    void relaunchesAQemuThatCrashesDuringItsStart() {
        post("{'simulation': {'faults': [{'kind': 'crash-at', 'step': 'board-initialised', 'boots': 3}]}}");
        controller.runUntilIdle();
        assertCondition(ConditionType.LAUNCHED, Condition.Truth.FALSE, "Crashed");

        controller.runFor(Duration.ofSeconds(1 + 2 + 4));

        assertThat(boot().number()).isEqualTo(4);
        assertCondition(ConditionType.LAUNCHED, Condition.Truth.TRUE, "Launched");
        assertCondition(ConditionType.VERIFIED, Condition.Truth.TRUE, "AllParametersMatch");
    }

    @Test
    void reportsTheErrorOfARefusedBoot() {
        post("{'qemu': {'version': '7.2'}, 'migration': {'early': {'multifd-channels': 0}}}");
        controller.runFor(Duration.ofMinutes(10));

        assertThat(vm().status().phase()).isEqualTo(VmPhase.FAILED);
        assertCondition(ConditionType.LAUNCHED, Condition.Truth.FALSE, "BootRefused");
        assertThat(controller.condition("db-1", ConditionType.LAUNCHED).message())
                .contains("multifd_channels");
        assertThat(boot().number()).isEqualTo(1);
    }

    @Test
    void recoversFromABlockedMonitorALateObjectAndDroppedConnections() {
        post("""
                {'simulation': {'faults': [{'kind': 'blocked-monitor', 'duration': '20s'},
                 {'kind': 'late-object', 'duration': '5s'},
                 {'kind': 'dropped-connection', 'afterCommands': 1, 'times': 2}]}}""");
        controller.runUntilIdle();
        assertCondition(ConditionType.MIGRATION_OBJECT_READY, Condition.Truth.FALSE, "MonitorDeadlineExceeded");

        controller.runFor(Duration.ofMinutes(5));

        assertCondition(ConditionType.VERIFIED, Condition.Truth.TRUE, "AllParametersMatch");
        assertCondition(ConditionType.DEGRADED, Condition.Truth.FALSE, "AsExpected");
        assertThat(boot().number()).isEqualTo(1);
    }

    @Test
    void recoversFromErrorsOnApplyAndIgnoredValues() {
        post("""
                {'migration': {'live': {'downtime-limit': 500}}, 'simulation': {'faults': [
                 {'kind': 'error-on-apply', 'desc': 'Simulated error', 'times': 2},
                 {'kind': 'ignored-value', 'parameter': 'downtime-limit', 'times': 2}]}}""");
        controller.runUntilIdle();
        assertThat(controller.condition("db-1", ConditionType.DEGRADED).isTrue())
                .isTrue();

        controller.runFor(Duration.ofMinutes(1));

        assertCondition(ConditionType.APPLIED, Condition.Truth.TRUE, "Applied");
        assertCondition(ConditionType.VERIFIED, Condition.Truth.TRUE, "AllParametersMatch");
    }

    @Test
    void listensExactlyOnceAfterVerification() {
        post("""
                {'qemu': {'version': '7.2'}, 'migration': {'incoming': {'listen': 'tcp:0:4444'},
                 'capabilities': {'validate-uuid': true}}}""");
        controller.runFor(Duration.ofMinutes(5));

        assertThat(controller.events("db-1")).filteredOn("Listening"::equals).hasSize(1);
        assertThat(boot().steps()).extracting(BootStep.Reached::step).contains(BootStep.INCOMING_STARTED);
    }

    @Test
    void startsAgainWithTheSameNameAfterADeletion() {
        post("{}");
        controller.runUntilIdle();
        StoredVm before = vm();
        controller.repository().update(Definitions.deleted(before.definition()), before.definitionVersion());
        controller.runUntilIdle();

        post("{}");
        controller.runUntilIdle();

        assertThat(boot().number()).isEqualTo(1);
        assertCondition(ConditionType.VERIFIED, Condition.Truth.TRUE, "AllParametersMatch");
    }

    private void post(String spec) {
        controller.repository().insert(definition("db-1", spec), pending());
    }

    private StoredVm vm() {
        return controller.vm("db-1");
    }

    private BootStatus boot() {
        return Objects.requireNonNull(vm().status().boot());
    }

    private void assertCondition(ConditionType type, Condition.Truth truth, String reason) {
        Condition condition = controller.condition("db-1", type);
        assertThat(condition.status()).as("%s", condition).isEqualTo(truth);
        assertThat(condition.reason()).isEqualTo(reason);
    }
}
