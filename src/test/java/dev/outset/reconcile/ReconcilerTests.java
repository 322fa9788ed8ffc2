package dev.outset.reconcile;

import static dev.outset.status.ConditionType.ACCEPTED;
import static dev.outset.status.ConditionType.APPLIED;
import static dev.outset.status.ConditionType.DEGRADED;
import static dev.outset.status.ConditionType.LAUNCHED;
import static dev.outset.status.ConditionType.MIGRATION_OBJECT_READY;
import static dev.outset.status.ConditionType.RESTART_REQUIRED;
import static dev.outset.status.ConditionType.VERIFIED;
import static dev.outset.support.Definitions.changed;
import static dev.outset.support.Definitions.definition;
import static dev.outset.support.Definitions.pending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.launch.LaunchException;
import dev.outset.launch.LaunchForbiddenException;
import dev.outset.launch.LaunchOrder;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.RunState;
import dev.outset.status.BootStatus;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.GuestHold;
import dev.outset.status.GuestLocation;
import dev.outset.status.ObservedSetting;
import dev.outset.status.Verdict;
import dev.outset.status.VmPhase;
import dev.outset.store.event.VmEvent;
import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.Stores;
import dev.outset.store.vm.VmRepository;
import dev.outset.support.Definitions;
import dev.outset.support.FakeQemus;
import dev.outset.support.ForbiddingLauncher;
import dev.outset.support.ManualReconciler;
import dev.outset.support.Proxies;
import dev.outset.support.SettableClock;
import dev.outset.support.TestDatabase;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what a reconciliation does in each state. */
class ReconcilerTests {

    private static final String PLAIN = "{'qemu': {'version': '7.2'}}";

    private static final String EARLY = "{'qemu': {'version': '7.2'}, 'migration': {'early': {'multifd-channels': 8}}}";

    private static final String LIVE = "{'qemu': {'version': '7.2'}, 'migration': {'live': {'downtime-limit': 500}}}";

    private static final String DESTINATION = """
            {'qemu': {'version': '7.2'}, 'migration': {'incoming': {'listen': 'tcp:0:4444'}, 'capabilities': {'validate-uuid': true},
             'early': {'multifd-channels': 8}, 'live': {'downtime-limit': 500}}}""";

    private final SettableClock clock = new SettableClock();

    private final FakeQemus qemus = new FakeQemus(ManualReconciler.catalogues(), clock);

    @TempDir
    private Path folder;

    private TestDatabase database;

    private ManualReconciler controller;

    @BeforeEach
    void start() {
        database = TestDatabase.h2(folder);
        controller = new ManualReconciler(database, clock, qemus);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void verifiesAPlainVmInOneReconciliation() {
        post(PLAIN);

        Outcome outcome = controller.runNext().orElseThrow();

        assertThat(outcome).isEqualTo(new Outcome.Settled(Duration.ofMinutes(1)));
        assertThat(vm().status().phase()).isEqualTo(VmPhase.RUNNING);
        assertThat(vm().status().observedGeneration()).isEqualTo(1);
        assertThat(vm().statusVersion()).isEqualTo(2);
        assertTrue(ACCEPTED, LAUNCHED, MIGRATION_OBJECT_READY, APPLIED, VERIFIED);
        assertFalse(DEGRADED, "AsExpected");
        assertFalse(RESTART_REQUIRED, "CommandLineCurrent");
        assertThat(controller.events("db-1"))
                .containsExactly("Created", "Launched", "Readable", "NothingToApply", "AllParametersMatch");
        assertThat(vm().status().runState()).isEqualTo(RunState.RUNNING);
        assertThat(vm().status().guest().location()).isEqualTo(GuestLocation.HERE);
    }

    @Test
    void savesNoStatusBeforeAQemuThatIsReadyWithinMilliseconds() {
        qemus.setStartDuration(Duration.ofMillis(20));
        post(PLAIN);

        assertThat(controller.runNext()).contains(new Outcome.RequeueAfter(Duration.ofMillis(20)));
        assertThat(vm().statusVersion()).isEqualTo(1);
        controller.runFor(Duration.ofMillis(20));

        assertThat(vm().statusVersion()).isEqualTo(2);
        assertTrue(LAUNCHED, VERIFIED);
        BootStatus boot = Objects.requireNonNull(vm().status().boot());
        assertThat(controller.condition("db-1", LAUNCHED).lastTransitionTime()).isEqualTo(boot.launchedAt());
        assertThat(controller.condition("db-1", VERIFIED).lastTransitionTime())
                .isEqualTo(boot.launchedAt().plusMillis(20));
    }

    @Test
    void startsAReleasedVmThatIsReadyWithinMilliseconds() {
        qemus.setStartDuration(Duration.ofMillis(20));
        post(PLAIN);
        controller.runFor(Duration.ofSeconds(1));
        qemus.migrateAway("db-1");
        controller.runFor(Duration.ofMinutes(2));
        assertThat(vm().hold()).isNotNull();

        assertThat(controller.repository().release(vm().definition(), List.of()))
                .isTrue();
        controller.runFor(Duration.ofSeconds(1));

        assertThat(vm().hold()).isNull();
        assertThat(vm().status().phase()).isEqualTo(VmPhase.RUNNING);
        assertThat(vm().status().guest().location()).isEqualTo(GuestLocation.HERE);
        assertThat(qemus.launches()).hasSize(2);
    }

    @Test
    void recordsTheStartOfEachBootWithItsTime() {
        post(PLAIN);
        controller.runUntilIdle();
        clock.advance(Duration.ofMinutes(5));
        update(Definitions::restarted);
        controller.runUntilIdle();

        assertThat(controller.events("db-1"))
                .endsWith(
                        "RestartRequested",
                        "Restarting",
                        "Launched",
                        "Readable",
                        "NothingToApply",
                        "AllParametersMatch");
        BootStatus boot = Objects.requireNonNull(vm().status().boot());
        assertThat(boot.number()).isEqualTo(2);
        assertThat(List.of(LAUNCHED, MIGRATION_OBJECT_READY, APPLIED, VERIFIED))
                .allSatisfy(
                        type -> assertThat(controller.condition("db-1", type).lastTransitionTime())
                                .isEqualTo(boot.launchedAt()));
    }

    @Test
    void recordsTheValuesOfALiveChange() {
        post("{'qemu': {'version': '7.2'}, 'migration': {'live': {'max-bandwidth': 1073741824}}}");
        controller.runUntilIdle();
        assertThat(controller.events("db-1")).doesNotContain("SettingsChanged");

        update(before -> changed(
                before,
                "{'qemu': {'version': '7.2'}, 'migration': {'live': {'max-bandwidth': 2147483648},"
                        + " 'capabilities': {'auto-converge': true}}}"));
        controller.runUntilIdle();

        assertThat(Stores.events(database, clock).of(new VmName("db-1"), 0, 100))
                .filteredOn(event -> event.reason().equals("SettingsChanged"))
                .extracting(VmEvent::message)
                .containsExactly("max-bandwidth was 1073741824 and is 2147483648; capability auto-converge was off and"
                        + " is on");
    }

    @Test
    void timesDoNotRunBackwardsWhenTheClockIsSetBack() {
        post(PLAIN);
        controller.runUntilIdle();
        Instant verified = controller.condition("db-1", VERIFIED).lastTransitionTime();
        clock.advance(Duration.ofSeconds(-30));
        update(before -> changed(before, "{'qemu': {'version': '7.2'}, 'power': 'Off'}"));
        controller.runUntilIdle();

        assertThat(controller.condition("db-1", LAUNCHED).lastTransitionTime()).isAfterOrEqualTo(verified);
        assertThat(Stores.events(database, clock).of(new VmName("db-1"), 0, 100))
                .extracting(VmEvent::at)
                .isSorted();
    }

    @Test
    void holdsAVmWhoseGuestWasMigratedByAnotherClient() {
        post(PLAIN);
        controller.runNext();
        qemus.migrateAway("db-1");

        controller.runFor(Duration.ofMinutes(2));

        assertThat(vm().hold()).isNotNull();
        assertThat(vm().status().hold()).isEqualTo(vm().hold());
        assertThat(vm().hold().reason()).isEqualTo(GuestHold.Reason.MIGRATED_OUTSIDE);
        assertThat(vm().status().phase()).isEqualTo(VmPhase.MIGRATED);
        assertThat(controller.events("db-1")).containsOnlyOnce("MigratedOutside");
        qemus.exit("db-1", 0, "");
        controller.runFor(Duration.ofMinutes(20));
        assertThat(qemus.launches()).hasSize(1);
        assertThat(controller.repository().release(vm().definition(), List.of()))
                .isTrue();
        controller.runFor(Duration.ofMinutes(2));
        assertThat(qemus.launches()).hasSize(2);
        assertThat(vm().status().phase()).isEqualTo(VmPhase.RUNNING);
    }

    @Test
    void launchesNoQemuForAVmThatWasHeldInTheMeantime() {
        post(PLAIN);
        GuestHold hold = new GuestHold(GuestHold.Reason.MIGRATED, "db-2", "1", clock.instant());
        controller = new ManualReconciler(
                database,
                clock,
                repository -> Proxies.wrap(VmRepository.class, repository, (method, arguments) -> {
                    if (method.getName().equals("mayLaunch")) {
                        repository.hold(new VmName("db-1"), hold, 1);
                    }
                    return method.invoke(repository, arguments);
                }),
                qemus);

        controller.runNext();
        assertThat(qemus.launches()).isEmpty();
        controller.runFor(Duration.ofMinutes(10));

        assertThat(qemus.launches()).isEmpty();
        assertThat(vm().status().phase()).isEqualTo(VmPhase.MIGRATED);
    }

    @Test
    void writesNothingWithoutAChange() {
        post(DESTINATION);
        controller.runUntilIdle();
        long version = vm().statusVersion();
        long events = controller.events("db-1").size();

        controller.runFor(Duration.ofMinutes(10));

        assertThat(vm().statusVersion()).isEqualTo(version);
        assertThat(controller.events("db-1")).hasSize((int) events);
    }

    @Test
    void verifiesThatAnEarlyValueWasInForceWhenTheMigrationObjectWasCreated() {
        post(EARLY);
        controller.runUntilIdle();

        ObservedSetting channels = setting("multifd-channels");

        assertThat(channels.observed()).isEqualTo(new ParameterValue.Unsigned(8));
        assertThat(channels.layer()).isEqualTo(ParameterLayer.GLOBAL);
        assertThat(channels.overridden())
                .containsExactly(
                        new ObservedSetting.LayerValue(ParameterLayer.DEFAULT, new ParameterValue.Unsigned(2)));
        assertThat(channels.appliedAtStep()).isEqualTo(BootStep.MIGRATION_OBJECT_CREATED);
        assertThat(channels.verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(setting("downtime-limit").verdict()).isEqualTo(Verdict.NOT_REQUESTED);
        assertThat(vm().status().settings())
                .hasSameSizeAs(ManualReconciler.catalogues()
                        .of(vm().definition().spec().qemu().version())
                        .parameters());
    }

    @Test
    void setsCapabilitiesThenParametersAndListensOnlyAfterVerification() {
        post(DESTINATION);
        controller.runUntilIdle();

        assertThat(qemus.commands())
                .containsExactly(
                        "db-1: qmp_capabilities",
                        "db-1: query-status",
                        "db-1: query-migrate-parameters",
                        "db-1: query-migrate-capabilities",
                        "db-1: migrate-set-capabilities {\"capabilities\":[{\"capability\":\"validate-uuid\",\"state\":true}]}",
                        "db-1: migrate-set-parameters {\"downtime-limit\":500}",
                        "db-1: query-migrate-parameters",
                        "db-1: query-migrate-capabilities",
                        "db-1: migrate-incoming {\"uri\":\"tcp:0:4444\"}");
        assertTrue(APPLIED, VERIFIED);
        assertThat(setting("downtime-limit").layer()).isEqualTo(ParameterLayer.QMP);
        assertThat(setting("downtime-limit").appliedAtStep()).isEqualTo(BootStep.MONITOR_READY);
        assertThat(controller.events("db-1")).endsWith("AllParametersMatch", "Listening");
    }

    @Test
    void doesNotListenTwice() {
        post(DESTINATION);
        controller.runFor(Duration.ofMinutes(3));

        assertThat(qemus.commands())
                .filteredOn(line -> line.contains("migrate-incoming"))
                .hasSize(1);
    }

    @Test
    void requeuesWhenAStartingQemuIsReady() {
        qemus.setStartDuration(Duration.ofSeconds(3));
        post(PLAIN);

        assertThat(controller.runNext()).contains(new Outcome.RequeueAfter(Duration.ofSeconds(3)));
        assertThat(vm().status().phase()).isEqualTo(VmPhase.STARTING);
        assertFalse(MIGRATION_OBJECT_READY, "Starting");
        controller.runFor(Duration.ofSeconds(3));

        assertTrue(VERIFIED);
        assertThat(qemus.launches()).hasSize(1);
    }

    @Test
    void reportsAMonitorThatIsBlockedUntilTheSourceSendsItsState() {
        qemus.setWaitingFor("CPR state from the source");
        post(PLAIN);
        controller.runFor(Duration.ofMinutes(6));

        assertFalse(MIGRATION_OBJECT_READY, "MonitorBlocked");
        assertFalse(DEGRADED, "AsExpected");
        qemus.setWaitingFor(null);
        controller.runFor(Duration.ofSeconds(1));
        assertTrue(VERIFIED);
    }

    @Test
    void reportsAStartThatExceedsTheDeadline() {
        qemus.setStartDuration(Duration.ofMinutes(7));
        post(PLAIN);
        controller.runFor(Duration.ofMinutes(6));
        assertFalse(DEGRADED, "AsExpected");

        update(vm -> changed(vm, LIVE));
        controller.runUntilIdle();

        assertThat(condition(DEGRADED).reason()).isEqualTo("BootDeadlineExceeded");
        controller.runFor(Duration.ofMinutes(1));
        assertTrue(VERIFIED);
        assertFalse(DEGRADED, "AsExpected");
    }

    @Test
    void failsAVmWhoseBootQemuRefusesAndDoesNotRetry() {
        qemus.failStarts("Option multifd-channels expects a value between 1 and 255");
        post(PLAIN);

        assertThat(controller.runNext()).contains(new Outcome.GiveUp(Duration.ofMinutes(1)));
        controller.runFor(Duration.ofMinutes(10));

        assertThat(vm().status().phase()).isEqualTo(VmPhase.FAILED);
        assertFalse(LAUNCHED, "BootRefused");
        assertThat(condition(LAUNCHED).message()).contains("Option multifd-channels expects a value between 1 and 255");
        assertThat(qemus.launches()).hasSize(1);
    }

    @Test
    void retriesARefusedBootAfterAChangeOrARestartRequest() {
        qemus.failStarts("no");
        post(PLAIN);
        controller.runUntilIdle();
        update(vm -> changed(vm, EARLY));
        controller.runUntilIdle();
        assertThat(qemus.launches()).hasSize(2);
        assertThat(vm().status().phase()).isEqualTo(VmPhase.FAILED);

        qemus.failStarts(null);
        update(Definitions::restarted);
        controller.runUntilIdle();

        assertThat(qemus.launches()).hasSize(3);
        assertTrue(LAUNCHED, VERIFIED);
    }

    @Test
    void relaunchesACrashedQemuWithExponentialBackoff() {
        post(PLAIN);
        controller.runUntilIdle();
        for (int wait : List.of(1, 2, 4, 8)) {
            qemus.exit("db-1", 139, "segfault");
            int before = qemus.launches().size();
            update(vm -> relabelled(vm, wait));
            controller.runUntilIdle();
            assertFalse(LAUNCHED, "Crashed");
            assertThat(vm().status().phase()).isEqualTo(VmPhase.PENDING);
            controller.runFor(Duration.ofSeconds(wait).minusMillis(1));
            assertThat(qemus.launches()).hasSize(before);
            controller.runFor(Duration.ofMillis(1));
            assertThat(qemus.launches()).hasSize(before + 1);
            assertTrue(LAUNCHED, VERIFIED);
        }
        assertThat(Objects.requireNonNull(vm().status().boot()).number()).isEqualTo(5);
        assertThat(vm().status().failures()).isEqualTo(4);
    }

    @Test
    void resetsTheBackoffAfterAStableRun() {
        post(PLAIN);
        controller.runUntilIdle();
        qemus.exit("db-1", 139, "segfault");
        controller.runFor(Duration.ofMinutes(2));
        controller.runFor(Duration.ofMinutes(2));
        assertThat(vm().status().failures()).isZero();

        qemus.exit("db-1", 137, "killed");
        controller.runFor(Duration.ofMinutes(1));

        assertThat(vm().status().failures()).isEqualTo(1);
    }

    @Test
    void retriesWhenTheHostCannotLaunch() {
        qemus.failLaunches(new LaunchException("HostFull", "No memory is left", null));
        post(PLAIN);

        assertThat(controller.runNext()).contains(new Outcome.Retry(Duration.ofSeconds(1)));
        assertFalse(LAUNCHED, "HostFull");
        qemus.failLaunches(null);
        controller.runFor(Duration.ofSeconds(1));

        assertTrue(LAUNCHED, VERIFIED);
    }

    @Test
    void givesUpWhenTheHostPolicyRejectsTheLaunch() {
        qemus.failLaunches(new LaunchForbiddenException("PathNotAllowed", "The argument is refused. Leave it out"));
        post(PLAIN);

        assertThat(controller.runNext())
                .contains(new Outcome.GiveUp(ManualReconciler.settings().resyncInterval()));
        assertFalse(LAUNCHED, "PathNotAllowed");
        assertThat(vm().status().phase()).isEqualTo(VmPhase.FAILED);

        qemus.failLaunches(null);
        controller.runFor(ManualReconciler.settings().resyncInterval());
        assertTrue(LAUNCHED, VERIFIED);
    }

    @Test
    void givesUpWhenTheHostPolicyRejectsACommand() {
        ForbiddingLauncher guarded = new ForbiddingLauncher(qemus);
        guarded.forbidden().add("migrate-incoming");
        ManualReconciler strict = new ManualReconciler(database, clock, guarded);
        post(DESTINATION);

        strict.runUntilIdle();

        assertThat(condition(DEGRADED).reason()).isEqualTo("AddressNotAllowed");
        assertThat(condition(DEGRADED).message()).contains("it would run a program");
        assertThat(qemus.commands()).noneMatch(command -> command.contains("migrate-incoming"));
    }

    @Test
    void appliesAChangedLiveParameterToTheRunningQemu() {
        post(PLAIN);
        controller.runUntilIdle();
        update(vm -> changed(vm, LIVE));
        controller.runUntilIdle();

        assertThat(qemus.parameter("db-1", "downtime-limit").asLong()).isEqualTo(500);
        assertThat(qemus.launches()).hasSize(1);
        assertThat(vm().status().observedGeneration()).isEqualTo(2);
        assertThat(condition(VERIFIED).observedGeneration()).isEqualTo(2);
        assertTrue(VERIFIED);
        assertFalse(RESTART_REQUIRED, "CommandLineCurrent");
    }

    @Test
    void requiresARestartWhenTheCommandLineHasChangedAndKeepsTheQemuRunning() {
        post(PLAIN);
        controller.runUntilIdle();
        update(vm -> changed(vm, EARLY));
        controller.runFor(Duration.ofMinutes(2));

        assertThat(condition(RESTART_REQUIRED).isTrue()).isTrue();
        assertFalse(VERIFIED, "RestartRequired");
        assertThat(qemus.parameter("db-1", "multifd-channels").asLong()).isEqualTo(2);
        assertThat(qemus.launches()).hasSize(1);

        update(Definitions::restarted);
        controller.runUntilIdle();

        assertThat(qemus.launches()).extracting(LaunchOrder::boot).containsExactly(1L, 2L);
        assertTrue(VERIFIED);
        assertFalse(RESTART_REQUIRED, "CommandLineCurrent");
        assertThat(setting("multifd-channels").appliedAtStep()).isEqualTo(BootStep.MIGRATION_OBJECT_CREATED);
    }

    @Test
    void restartsOncePerRequest() {
        post(PLAIN);
        controller.runUntilIdle();
        update(Definitions::restarted);
        controller.runFor(Duration.ofMinutes(5));

        assertThat(qemus.launches()).hasSize(2);
        assertThat(Objects.requireNonNull(vm().status().boot()).restarts()).isEqualTo(1);
    }

    @Test
    void stopsAndStartsWithTheRequestedPower() {
        post(PLAIN);
        controller.runUntilIdle();
        update(vm -> changed(vm, "{'power': 'Off', 'qemu': {'version': '7.2'}}"));
        controller.runUntilIdle();

        assertThat(qemus.find("db-1")).isEmpty();
        assertThat(vm().status().phase()).isEqualTo(VmPhase.STOPPED);
        assertFalse(LAUNCHED, "PoweredOff");
        assertThat(vm().status().settings()).isEmpty();

        update(vm -> changed(vm, PLAIN));
        controller.runUntilIdle();
        assertTrue(LAUNCHED, VERIFIED);
        assertThat(Objects.requireNonNull(vm().status().boot()).number()).isEqualTo(2);
    }

    @Test
    void neverStartsAVmThatIsPoweredOff() {
        post("{'power': 'Off'}");
        controller.runFor(Duration.ofMinutes(5));

        assertThat(qemus.launches()).isEmpty();
        assertThat(vm().status().phase()).isEqualTo(VmPhase.STOPPED);
    }

    @Test
    void stopsTheQemuOfADeletedVmAndRemovesTheVm() {
        post(PLAIN);
        controller.runUntilIdle();
        update(Definitions::deleted);

        assertThat(controller.runNext()).contains(new Outcome.Gone());

        assertThat(qemus.find("db-1")).isEmpty();
        assertThat(controller.repository().find(new VmName("db-1"))).isEmpty();
        assertThat(controller.events("db-1")).endsWith("Removed");
        assertThat(controller.runNext()).isEmpty();
    }

    @Test
    void repairsDriftAndRecordsAnEvent() {
        post(EARLY);
        controller.runUntilIdle();
        qemus.setParameter("db-1", "multifd-channels", 4);
        controller.runFor(Duration.ofMinutes(1));

        assertThat(qemus.parameter("db-1", "multifd-channels").asLong()).isEqualTo(8);
        assertThat(controller.events("db-1")).endsWith("DriftRepaired");
        assertThat(setting("multifd-channels").layer()).isEqualTo(ParameterLayer.QMP);
        assertThat(setting("multifd-channels").overridden())
                .first()
                .isEqualTo(new ObservedSetting.LayerValue(ParameterLayer.GLOBAL, new ParameterValue.Unsigned(8)));
        assertTrue(VERIFIED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void repairsACapabilityInEitherState(boolean on) {
        post(capability(on));
        controller.runUntilIdle();
        assertThat(condition(VERIFIED).message()).isEqualTo("1 capability is in effect");
        assertThat(setting("auto-converge").verdict()).isEqualTo(Verdict.VERIFIED);

        qemus.setCapability("db-1", "auto-converge", !on);
        controller.runFor(Duration.ofMinutes(1));

        assertThat(qemus.isOn("db-1", "auto-converge")).isEqualTo(on);
        assertThat(messages("DriftRepaired"))
                .containsExactly(
                        on
                                ? "capability auto-converge was off and is on again"
                                : "capability auto-converge was on and is off again");
        assertThat(setting("auto-converge").layer()).isEqualTo(ParameterLayer.QMP);
        assertThat(setting("auto-converge").overridden())
                .containsExactly(
                        new ObservedSetting.LayerValue(ParameterLayer.DEFAULT, new ParameterValue.Bool(false)));
        assertTrue(VERIFIED);
    }

    @Test
    void reportsDriftOfACapabilityWithoutRepairIfRequested() {
        post(capability(true).replace("}}}", "}, 'onDrift': 'Report'}}"));
        controller.runUntilIdle();
        qemus.setCapability("db-1", "auto-converge", false);
        controller.runFor(Duration.ofMinutes(2));

        assertThat(qemus.isOn("db-1", "auto-converge")).isFalse();
        assertFalse(VERIFIED, "ParametersDiffer");
        assertThat(condition(VERIFIED).message()).isEqualTo("capability auto-converge is off, not on");
        assertThat(setting("auto-converge").verdict()).isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void verifiesACapabilityOfTheCommandLineWithItsLayers() {
        post("""
                {'qemu': {'version': '7.2'}, 'migration': {'incoming': {'listen': 'tcp:0:4444'},
                 'capabilities': {'multifd': true, 'postcopy-ram': false}, 'globals': {'x-return-path': true},
                 'live': {'downtime-limit': 500}}}""");
        controller.runUntilIdle();

        for (String name : List.of("multifd", "return-path")) {
            assertThat(setting(name).layer()).isEqualTo(ParameterLayer.GLOBAL);
            assertThat(setting(name).desired()).isEqualTo(new ParameterValue.Bool(true));
            assertThat(setting(name).appliedAtStep()).isEqualTo(BootStep.MIGRATION_OBJECT_CREATED);
            assertThat(setting(name).overridden())
                    .containsExactly(
                            new ObservedSetting.LayerValue(ParameterLayer.DEFAULT, new ParameterValue.Bool(false)));
        }
        assertThat(setting("postcopy-ram").observed()).isEqualTo(new ParameterValue.Bool(false));
        assertTrue(VERIFIED);
        assertThat(condition(VERIFIED).message()).isEqualTo("1 parameter and 3 capabilities are in effect");
    }

    @Test
    void repairsACapabilityThatAPendingRestartDoesNotChange() {
        String before = """
                {'qemu': {'version': '7.2'}, 'migration': {'incoming': {'listen': 'tcp:0:4444'},
                 'capabilities': {'auto-converge': true}, 'early': {'multifd-channels': 8}}}""";
        post(before);
        controller.runUntilIdle();
        update(vm -> changed(vm, before.replace("8", "4")));
        controller.runUntilIdle();
        assertFalse(VERIFIED, "RestartRequired");

        qemus.setCapability("db-1", "auto-converge", false);
        controller.runFor(Duration.ofMinutes(2));

        assertThat(qemus.isOn("db-1", "auto-converge")).isTrue();
        assertFalse(VERIFIED, "RestartRequired");
    }

    @Test
    void recordsALiveChangeOfSettings() {
        post(capability(true));
        controller.runUntilIdle();
        assertThat(messages("SettingsChanged")).isEmpty();

        update(vm -> changed(vm, capability(false).replace("}}}", "}, 'live': {'downtime-limit': 500}}}")));
        controller.runUntilIdle();

        assertThat(qemus.isOn("db-1", "auto-converge")).isFalse();
        assertThat(messages("SettingsChanged"))
                .containsExactly("downtime-limit was 300 and is 500; capability auto-converge was on and is off");
        assertThat(messages("DriftRepaired")).isEmpty();
        assertTrue(VERIFIED);
    }

    private static String capability(boolean on) {
        return "{'qemu': {'version': '7.2'}, 'migration': {'capabilities': {'auto-converge': " + on + "}}}";
    }

    @Test
    void reportsDriftWithoutRepairIfRequested() {
        post("{'qemu': {'version': '7.2'}, 'migration': {'onDrift': 'Report', 'live': {'downtime-limit': 500}}}");
        controller.runUntilIdle();
        assertTrue(VERIFIED);
        qemus.setParameter("db-1", "downtime-limit", 7);
        controller.runFor(Duration.ofMinutes(2));

        assertThat(qemus.parameter("db-1", "downtime-limit").asLong()).isEqualTo(7);
        assertFalse(VERIFIED, "ParametersDiffer");
        assertThat(condition(VERIFIED).message()).isEqualTo("downtime-limit is 7, not 500");
        assertThat(condition(DEGRADED).isTrue()).isTrue();
        assertThat(setting("downtime-limit").verdict()).isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void reportsAValueThatWasSetAfterQemuActedOnTheOldOne() {
        post(DESTINATION);
        controller.runUntilIdle();
        qemus.setParameter("db-1", "multifd-channels", 4);
        controller.runFor(Duration.ofMinutes(1));

        assertThat(qemus.parameter("db-1", "multifd-channels").asLong()).isEqualTo(8);
        assertThat(setting("multifd-channels").verdict()).isEqualTo(Verdict.TOO_LATE);
        assertFalse(VERIFIED, "TooLate");
        controller.runFor(Duration.ofMinutes(5));
        assertThat(setting("multifd-channels").verdict()).isEqualTo(Verdict.TOO_LATE);
    }

    @Test
    void reportsTheErrorOfARefusedSettingAndRetries() {
        qemus.failNextApply("Parameter 'downtime_limit' expects an integer");
        post(LIVE);

        assertThat(controller.runNext()).contains(new Outcome.Retry(Duration.ofSeconds(1)));
        assertFalse(APPLIED, "CommandRefused");
        assertThat(condition(APPLIED).message()).contains("Parameter 'downtime_limit' expects an integer");
        assertFalse(VERIFIED, "NotApplied");
        controller.runFor(Duration.ofSeconds(1));

        assertTrue(APPLIED, VERIFIED);
    }

    @Test
    void detectsAValueThatQemuIgnores() {
        qemus.ignoreParameter("downtime-limit", 2);
        post(LIVE);
        controller.runUntilIdle();
        assertFalse(VERIFIED, "ParametersDiffer");
        controller.runFor(Duration.ofSeconds(1));
        assertFalse(VERIFIED, "ParametersDiffer");
        controller.runFor(Duration.ofSeconds(1));

        assertTrue(VERIFIED);
        assertThat(qemus.parameter("db-1", "downtime-limit").asLong()).isEqualTo(500);
    }

    @Test
    void doesNotListenBeforeVerification() {
        qemus.ignoreParameter("downtime-limit", 1);
        post(DESTINATION);
        controller.runUntilIdle();
        assertThat(qemus.commands()).noneMatch(line -> line.contains("migrate-incoming"));

        controller.runFor(Duration.ofSeconds(1));

        assertTrue(VERIFIED);
        assertThat(qemus.commands())
                .filteredOn(line -> line.contains("migrate-incoming"))
                .hasSize(1);
    }

    @Test
    void recoversFromAnUnresponsiveMonitor() {
        qemus.setSilent(true);
        post(PLAIN);
        controller.runFor(Duration.ofSeconds(20));
        assertFalse(MIGRATION_OBJECT_READY, "MonitorDeadlineExceeded");
        assertThat(condition(DEGRADED).isTrue()).isTrue();
        assertThat(qemus.launches()).hasSize(1);

        qemus.setSilent(false);
        controller.runFor(Duration.ofMinutes(1));

        assertTrue(MIGRATION_OBJECT_READY, VERIFIED);
        assertFalse(DEGRADED, "AsExpected");
    }

    @Test
    void discardsTheAppliedSettingsOfThePreviousBoot() {
        post(LIVE);
        controller.runUntilIdle();
        assertTrue(APPLIED);
        qemus.breakConnectionAt("migrate-set-parameters", 1);
        update(Definitions::restarted);
        controller.runUntilIdle();

        assertThat(condition(APPLIED).status()).isEqualTo(Condition.Truth.UNKNOWN);
        controller.runFor(Duration.ofSeconds(1));
        assertThat(qemus.parameter("db-1", "downtime-limit").asLong()).isEqualTo(500);
        assertTrue(APPLIED, VERIFIED);
    }

    @Test
    void keepsTheFirstQueryOfABootWhenTheConnectionBreaksAfterARepair() {
        qemus.setStartDuration(Duration.ofSeconds(3));
        post("{'qemu': {'version': '7.2'}, 'migration': {'incoming': {'listen': 'tcp:0:4444'}, 'early':"
                + " {'multifd-channels': 8}}}");
        controller.runUntilIdle();
        qemus.setParameter("db-1", "multifd-channels", 4);
        qemus.loseReplyTo("migrate-set-parameters", 1);
        controller.runFor(Duration.ofMinutes(1));

        assertThat(qemus.parameter("db-1", "multifd-channels").asLong()).isEqualTo(8);
        assertThat(setting("multifd-channels").appliedAtStep()).isEqualTo(BootStep.MONITOR_READY);
        assertFalse(VERIFIED, "TooLate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"query-migrate-capabilities", "migrate-set-parameters"})
    void backsOffWhileTheConnectionBreaksAndRecordsOneEvent(String command) {
        qemus.breakConnectionAt(command, 4);
        post(LIVE);

        assertThat(run(5))
                .containsExactly(
                        new Outcome.Retry(Duration.ofSeconds(1)),
                        new Outcome.Retry(Duration.ofSeconds(1)),
                        new Outcome.Retry(Duration.ofSeconds(2)),
                        new Outcome.Retry(Duration.ofSeconds(4)),
                        new Outcome.Settled(Duration.ofMinutes(1)));
        assertThat(controller.events("db-1")).filteredOn("Readable"::equals).hasSize(1);
        assertThat(controller.events("db-1")).hasSizeLessThan(10);
        assertTrue(VERIFIED);
    }

    @Test
    void backsOffWhileQemuRefusesToListenAndRecordsOneEvent() {
        qemus.failIncoming("Failed to bind socket");
        post(DESTINATION);

        assertThat(run(4))
                .containsExactly(
                        new Outcome.Retry(Duration.ofSeconds(1)),
                        new Outcome.Retry(Duration.ofSeconds(1)),
                        new Outcome.Retry(Duration.ofSeconds(2)),
                        new Outcome.Retry(Duration.ofSeconds(4)));
        assertThat(condition(DEGRADED).reason()).isEqualTo("IncomingRefused");
        assertThat(controller.events("db-1"))
                .filteredOn("IncomingRefused"::equals)
                .hasSize(1);

        qemus.failIncoming(null);
        controller.runFor(Duration.ofSeconds(8));
        assertFalse(DEGRADED, "AsExpected");
        assertThat(controller.events("db-1")).endsWith("Listening", "AsExpected");
    }

    /** Runs a number of reconciliations when they become due and returns their outcomes. */
    private List<Outcome> run(int count) {
        List<Outcome> outcomes = new ArrayList<>();
        while (outcomes.size() < count) {
            controller.runNext().ifPresentOrElse(outcomes::add, () -> clock.advance(Duration.ofSeconds(1)));
        }
        return outcomes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Repair", "Report"})
    void resetsALiveParameterThatIsNoLongerRequested(String onDrift) {
        String plain = "{'qemu': {'version': '7.2'}, 'migration': {'onDrift': '" + onDrift + "'}}";
        post(plain.replace("}}", ", 'live': {'downtime-limit': 500}}}"));
        controller.runUntilIdle();
        update(vm -> changed(vm, plain));
        controller.runUntilIdle();

        assertThat(qemus.parameter("db-1", "downtime-limit").asLong()).isEqualTo(300);
        assertThat(setting("downtime-limit").verdict()).isEqualTo(Verdict.NOT_REQUESTED);
        assertThat(controller.events("db-1")).doesNotContain("DriftRepaired");
        assertTrue(VERIFIED);

        qemus.setParameter("db-1", "downtime-limit", 7);
        controller.runFor(Duration.ofMinutes(2));
        assertThat(qemus.parameter("db-1", "downtime-limit").asLong()).isEqualTo(7);
        assertTrue(VERIFIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Repair", "Report"})
    void turnsOffACapabilityThatIsNoLongerRequested(String onDrift) {
        String plain = "{'qemu': {'version': '7.2'}, 'migration': {'onDrift': '" + onDrift + "'}}";
        post(plain.replace("}}", ", 'capabilities': {'auto-converge': true}}}"));
        controller.runUntilIdle();
        update(vm -> changed(vm, plain));
        controller.runUntilIdle();

        assertThat(qemus.isOn("db-1", "auto-converge")).isFalse();
        assertThat(setting("auto-converge").verdict()).isEqualTo(Verdict.NOT_REQUESTED);
        assertThat(messages("SettingsChanged")).containsExactly("capability auto-converge was on and is off");
        assertTrue(VERIFIED);

        qemus.setCapability("db-1", "auto-converge", true);
        controller.runFor(Duration.ofMinutes(2));
        assertThat(qemus.isOn("db-1", "auto-converge")).isTrue();
        assertTrue(VERIFIED);
    }

    @Test
    void resetsAParameterAfterABrokenConnectionAndARefusal() {
        post(LIVE);
        controller.runUntilIdle();
        qemus.breakConnectionAt("migrate-set-parameters", 1);
        qemus.failNextApply("not now");
        update(vm -> changed(vm, PLAIN));
        controller.runUntilIdle();
        assertThat(qemus.parameter("db-1", "downtime-limit").asLong()).isEqualTo(500);
        assertThat(condition(VERIFIED).isTrue()).isFalse();

        controller.runFor(Duration.ofMinutes(1));

        assertThat(qemus.parameter("db-1", "downtime-limit").asLong()).isEqualTo(300);
        assertTrue(VERIFIED);
    }

    @Test
    void repairsSettingsThatAPendingRestartDoesNotChange() {
        String before = "{'qemu': {'version': '7.2'}, 'migration': {'early': {'multifd-channels': 8,"
                + " 'max-postcopy-bandwidth': 1000}}}";
        post(before);
        controller.runUntilIdle();
        update(vm -> changed(vm, before.replace("1000", "2000")));
        controller.runUntilIdle();
        assertFalse(VERIFIED, "RestartRequired");

        qemus.setParameter("db-1", "multifd-channels", 4);
        qemus.breakConnectionAt("migrate-set-parameters", 1);
        controller.runFor(Duration.ofMinutes(2));

        assertThat(qemus.parameter("db-1", "multifd-channels").asLong()).isEqualTo(8);
        assertThat(qemus.parameter("db-1", "max-postcopy-bandwidth").asLong()).isEqualTo(1000);
        assertFalse(VERIFIED, "RestartRequired");
        assertThat(setting("max-postcopy-bandwidth").layer()).isEqualTo(ParameterLayer.GLOBAL);
    }

    @Test
    void keepsAPoweredOffGuestOffIfTheDefinitionSaysSo() {
        post("{'qemu': {'version': '7.2'}, 'machine': {'lifecycle': {'shutdown': 'poweroff'}}}");
        controller.runUntilIdle();
        qemus.exit("db-1", 0, "");
        controller.runFor(Duration.ofMinutes(10));

        assertThat(vm().status().phase()).isEqualTo(VmPhase.STOPPED);
        assertFalse(LAUNCHED, "GuestPoweredOff");
        assertFalse(DEGRADED, "AsExpected");
        assertThat(qemus.launches()).hasSize(1);
        assertThat(controller.events("db-1"))
                .filteredOn("GuestPoweredOff"::equals)
                .hasSize(1);

        update(Definitions::restarted);
        controller.runUntilIdle();
        assertThat(qemus.launches()).hasSize(2);
        assertTrue(LAUNCHED, VERIFIED);
        qemus.exit("db-1", 139, "segfault");
        controller.runFor(Duration.ofMinutes(2));
        assertThat(qemus.launches()).hasSize(3);
    }

    @Test
    void restartsAPoweredOffGuestByDefault() {
        post(PLAIN);
        controller.runUntilIdle();
        qemus.exit("db-1", 0, "");
        controller.runFor(Duration.ofMinutes(2));

        assertThat(qemus.launches()).hasSize(2);
        assertThat(controller.events("db-1")).contains("Exited");
        assertTrue(LAUNCHED, VERIFIED);
    }

    @Test
    void adoptsAQemuThatAnInterruptedReconciliationStarted() {
        VmDefinition definition = definition("db-1", EARLY);
        controller.repository().insert(definition, pending());
        controller.runUntilIdle();
        LaunchOrder order = qemus.launches().getFirst();
        resetStatus();

        controller.runFor(Duration.ofMinutes(1));

        assertThat(qemus.launches()).containsExactly(order);
        assertThat(Objects.requireNonNull(vm().status().boot()).number()).isEqualTo(1);
        assertTrue(LAUNCHED, VERIFIED);
        assertFalse(RESTART_REQUIRED, "CommandLineCurrent");
    }

    /** Resets the status to that before the first reconciliation. */
    private void resetStatus() {
        StoredVm vm = vm();
        controller.repository().saveStatus(new VmName("db-1"), pending(), vm.statusVersion(), List.of());
    }

    private void post(String spec) {
        controller.repository().insert(definition("db-1", spec), pending());
    }

    private void update(UnaryOperator<VmDefinition> change) {
        StoredVm vm = vm();
        controller.repository().update(change.apply(vm.definition()), vm.definitionVersion());
    }

    private static VmDefinition relabelled(VmDefinition vm, int value) {
        return vm.withLabels(Map.of("touched", Integer.toString(value)));
    }

    private StoredVm vm() {
        return controller.vm("db-1");
    }

    private Condition condition(ConditionType type) {
        return controller.condition("db-1", type);
    }

    private List<String> messages(String reason) {
        return Stores.events(database, clock).of(new VmName("db-1"), 0, 100).stream()
                .filter(event -> event.reason().equals(reason))
                .map(VmEvent::message)
                .toList();
    }

    private ObservedSetting setting(String name) {
        return vm().status().settings().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void assertTrue(ConditionType... types) {
        for (ConditionType type : types) {
            assertThat(condition(type).isTrue()).as("%s", condition(type)).isTrue();
        }
    }

    private void assertFalse(ConditionType type, String reason) {
        assertThat(condition(type).status()).as("%s", condition(type)).isEqualTo(Condition.Truth.FALSE);
        assertThat(condition(type).reason()).isEqualTo(reason);
    }
}
