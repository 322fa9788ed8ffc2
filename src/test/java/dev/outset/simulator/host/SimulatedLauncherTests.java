package dev.outset.simulator.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.LaunchOrder;
import dev.outset.launch.QemuChangeListener;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.launch.QemuLauncherContract;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.Fault;
import dev.outset.qemu.GuestLoad;
import dev.outset.qemu.QemuVersion;
import dev.outset.qemu.SimulationOrder;
import dev.outset.qmp.QmpChannel;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import dev.outset.qmp.QmpException;
import dev.outset.qmp.QmpRefusedException;
import dev.outset.simulator.SimulatedQemuCodec;
import dev.outset.simulator.Simulator;
import dev.outset.support.SettableClock;
import dev.outset.support.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the contract of launchers, and the step durations and faults of simulated QEMUs. */
class SimulatedLauncherTests extends QemuLauncherContract {

    private static final Simulator SIMULATOR = new Simulator(Catalogues.load());

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SettableClock clock = new SettableClock();

    private TestDatabase database;

    @BeforeEach
    void open(@TempDir Path folder) {
        database = TestDatabase.h2(folder);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    protected QemuLauncher launcher() {
        MonitorEvents events = new MonitorEvents();
        SimulatedQemuService qemus = new SimulatedQemuService(
                new SimulatedQemuRepository(database.client(), database.transactions()),
                new SimulatedQemuCodec(SIMULATOR),
                clock,
                events,
                QemuChangeListener.noop());
        return new SimulatedLauncher(SIMULATOR, qemus, events, () -> {});
    }

    @Override
    protected QemuVersion version() {
        return QemuVersion.parse("7.2");
    }

    @Override
    protected List<String> monitorOptions(String vm) {
        return List.of("-qmp", "unix:/run/outset/" + vm + ".qmp,server=on,wait=off");
    }

    private LaunchOrder slow(Map<BootStep, Duration> steps, Fault... faults) {
        LaunchOrder plain = order("db-1", 1);
        return new LaunchOrder(
                plain.vm(),
                plain.boot(),
                plain.version(),
                plain.incomingConfig(),
                plain.arguments(),
                new SimulationOrder(steps, List.of(faults), GuestLoad.IDLE),
                Map.of());
    }

    @Test
    void reachesEachStepAtItsTime() {
        QemuLauncher launcher = launcher();
        launcher.launch(slow(Map.of(
                BootStep.ACCELERATOR_CREATED,
                Duration.ofSeconds(2),
                BootStep.BOARD_INITIALISED,
                Duration.ofSeconds(3))));

        assertThat(launcher.find("db-1").orElseThrow())
                .isInstanceOfSatisfying(QemuInstance.Starting.class, starting -> {
                    assertThat(starting.readyAt()).isEqualTo(START.plusSeconds(5));
                    assertThat(last(starting.steps())).isEqualTo(BootStep.MACHINE_OPTIONS_APPLIED);
                });
        clock.advance(Duration.ofSeconds(2));
        assertThat(last(launcher.find("db-1").orElseThrow().steps())).isEqualTo(BootStep.LATE_BACKENDS_CREATED);
        clock.advance(Duration.ofSeconds(3));
        assertThat(launcher.find("db-1").orElseThrow())
                .isInstanceOfSatisfying(
                        QemuInstance.Running.class,
                        running -> assertThat(last(running.steps())).isEqualTo(BootStep.MONITOR_READY));
    }

    private static BootStep last(List<BootStep.Reached> steps) {
        return steps.getLast().step();
    }

    @Test
    void crashesInTheRequestedNumberOfBoots() {
        QemuLauncher launcher = launcher();
        Fault crash = new Fault.CrashAt(BootStep.BOARD_INITIALISED, 1);
        launcher.launch(slow(Map.of(BootStep.BOARD_INITIALISED, Duration.ofSeconds(1)), crash));

        assertThat(launcher.find("db-1").orElseThrow()).isInstanceOf(QemuInstance.Starting.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(launcher.find("db-1").orElseThrow())
                .isInstanceOfSatisfying(
                        QemuInstance.Exited.class,
                        exited -> assertThat(exited.exitStatus()).isEqualTo(139));
        LaunchOrder again = new LaunchOrder(
                "db-1",
                2,
                version(),
                false,
                order("db-1", 2).arguments(),
                slow(Map.of(), crash).simulation(),
                Map.of());
        assertThat(launcher.launch(again)).isInstanceOf(QemuInstance.Running.class);
    }

    @Test
    void doesNotAnswerWhileTheMonitorIsBlocked() {
        QemuLauncher launcher = launcher();
        QemuInstance.Running running = run(launcher, slow(Map.of(), new Fault.BlockedMonitor(Duration.ofSeconds(10))));
        QmpChannel channel = launcher.connect(running);

        assertThat(channel.receive(Duration.ofSeconds(1))).isNull();
        clock.advance(Duration.ofSeconds(10));
        assertThat(channel.receive(Duration.ofSeconds(1))).startsWith("{\"QMP\": ");
    }

    @Test
    void dropsTheRequestedNumberOfConnections() {
        QemuLauncher launcher = launcher();
        QemuInstance.Running running = run(launcher, slow(Map.of(), new Fault.DroppedConnection(2, 1)));

        assertThatThrownBy(() -> withMonitor(launcher, running, client -> {
                    client.execute(new QmpCommand.QueryStatus());
                    return client.execute(new QmpCommand.QueryStatus());
                }))
                .isInstanceOfSatisfying(
                        QmpException.class,
                        lost -> assertThat(lost.reason()).isEqualTo(QmpException.Reason.CONNECTION_LOST));
        assertThat(withMonitor(launcher, running, client -> {
                            client.execute(new QmpCommand.QueryStatus());
                            return client.execute(new QmpCommand.QueryStatus());
                        })
                        .running())
                .isFalse();
    }

    @Test
    void refusesAndIgnoresSettingsAsOftenAsRequested() {
        QemuLauncher launcher = launcher();
        QemuInstance.Running running = run(
                launcher,
                slow(Map.of(), new Fault.ErrorOnApply("Out of luck", 1), new Fault.IgnoredValue("downtime-limit", 1)));
        MigrationParameter downtime = new MigrationParameter("downtime-limit");
        QmpCommand.MigrateSetParameters set = new QmpCommand.MigrateSetParameters(
                MigrationParameters.none().with(downtime, new ParameterValue.Unsigned(7)));

        assertThatThrownBy(() -> withMonitor(launcher, running, client -> client.execute(set)))
                .isInstanceOf(QmpRefusedException.class)
                .hasMessageContaining("Out of luck");
        assertThat(setAndRead(launcher, running, set).get(downtime)).isEqualTo(new ParameterValue.Unsigned(300));
        assertThat(setAndRead(launcher, running, set).get(downtime)).isEqualTo(new ParameterValue.Unsigned(7));
    }

    private static MigrationParameters setAndRead(
            QemuLauncher launcher, QemuInstance.Running running, QmpCommand.MigrateSetParameters set) {
        return withMonitor(launcher, running, client -> {
            client.execute(set);
            return client.execute(new QmpCommand.QueryMigrateParameters());
        });
    }

    @Test
    void refusesMigrationCommandsBeforeLateMigrationObject() {
        QemuLauncher launcher = launcher();
        QemuInstance.Running running = run(launcher, slow(Map.of(), new Fault.LateObject(Duration.ofSeconds(4))));

        assertThatThrownBy(() -> withMonitor(
                        launcher, running, client -> client.execute(new QmpCommand.QueryMigrateParameters())))
                .isInstanceOf(QmpRefusedException.class);
        clock.advance(Duration.ofSeconds(4));
        assertThat(withMonitor(launcher, running, client -> client.execute(new QmpCommand.QueryMigrateParameters()))
                        .isEmpty())
                .isFalse();
        assertThat(last(launcher.find("db-1").orElseThrow().steps())).isEqualTo(BootStep.MIGRATION_OBJECT_CREATED);
    }

    @Test
    void waitsForCprStateIndefinitely() {
        QemuLauncher launcher = launcher();
        launcher.launch(new LaunchOrder(
                "db-1",
                1,
                QemuVersion.parse("11.1"),
                false,
                List.of("-incoming", "defer", "-incoming", "cpr,addr.transport=socket,addr.type=unix,addr.path=c.sock"),
                SimulationOrder.PLAIN,
                Map.of()));

        clock.advance(Duration.ofDays(1));
        assertThat(launcher.find("db-1").orElseThrow())
                .isInstanceOfSatisfying(QemuInstance.Starting.class, starting -> {
                    assertThat(starting.readyAt()).isNull();
                    assertThat(starting.waitingFor()).isEqualTo("CPR state from the source");
                    assertThat(last(starting.steps())).isEqualTo(BootStep.CPR_STATE_LOADED);
                });
    }

    @Test
    void sendsEventsToEveryClient() {
        QemuLauncher launcher = launcher();
        QemuInstance.Running running = run(launcher, order("db-1", 1));
        QmpChannel watcher = launcher.connect(running);
        assertThat(watcher.receive(Duration.ZERO)).contains("\"QMP\"");

        withMonitor(launcher, running, client -> client.execute(new QmpCommand.Cont()));

        assertThat(watcher.receive(Duration.ZERO)).contains("\"event\": \"RESUME\"");
        assertThat(watcher.receive(Duration.ZERO)).isNull();
    }

    @Test
    void closesTheMonitorOfStoppedQemu() {
        QemuLauncher launcher = launcher();
        QemuInstance.Running running = run(launcher, order("db-1", 1));
        try (QmpClient client = new QmpClient(launcher.connect(running), Duration.ofSeconds(1), clock, event -> {})) {
            client.negotiate();
            launcher.stop("db-1");

            assertThatThrownBy(() -> client.execute(new QmpCommand.QueryStatus()))
                    .isInstanceOf(QmpException.class)
                    .hasMessageContaining("closed");
        }
        assertThatThrownBy(() -> launcher.connect(running)).isInstanceOf(QmpException.class);
    }
}
