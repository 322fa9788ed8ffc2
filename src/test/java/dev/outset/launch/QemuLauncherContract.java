package dev.outset.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.QemuVersion;
import dev.outset.qemu.SimulationOrder;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import dev.outset.support.Await;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The contract of {@link QemuLauncher}, which every implementation must fulfil. */
public abstract class QemuLauncherContract {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Returns the launcher of a newly started service; all launchers of one test share their records. */
    protected abstract QemuLauncher launcher();

    /** Returns the release that it starts. */
    protected abstract QemuVersion version();

    /** Returns the options that configure the monitor of a VM's QEMU. */
    protected abstract List<String> monitorOptions(String vm);

    @Test
    void doesNotLaunchWithoutPermission() {
        LaunchOrder order = order("db-1", 1, "-global", "migration.multifd-channels=4");

        assertThat(launcher().launch(order, () -> false)).isEmpty();
        assertThat(launcher().find("db-1")).isEmpty();
        assertThat(launcher().launch(order, () -> true)).isPresent();
        assertThat(launcher().launch(order, () -> {
                    throw new AssertionError("Evaluated while a QEMU runs");
                }))
                .isPresent();
        launcher().stop("db-1");
    }

    @Test
    void findsNothingBeforeTheFirstLaunch() {
        assertThat(launcher().find("absent")).isEmpty();
    }

    @Test
    void launchesQemuUntilItsMonitorResponds() {
        QemuLauncher launcher = launcher();

        QemuInstance.Running running = run(launcher, order("db-1", 1));

        assertThat(running.vm()).isEqualTo("db-1");
        assertThat(running.boot()).isEqualTo(1);
        assertThat(running.arguments()).isEqualTo(order("db-1", 1).arguments());
        assertThat(running.steps())
                .last()
                .satisfies(reached -> assertThat(reached.step()).isEqualTo(BootStep.MONITOR_READY));
        QmpCommand.StatusInfo state =
                withMonitor(launcher, running, client -> client.execute(new QmpCommand.QueryStatus()));
        assertThat(state).isEqualTo(new QmpCommand.StatusInfo(false, "prelaunch"));
        launcher.stop("db-1");
    }

    @Test
    void passesGlobalsToQemu() {
        QemuLauncher launcher = launcher();
        QemuInstance.Running running = run(launcher, order("db-1", 1, "-global", "migration.multifd-channels=4"));

        MigrationParameters parameters =
                withMonitor(launcher, running, client -> client.execute(new QmpCommand.QueryMigrateParameters()));

        assertThat(parameters.get(new MigrationParameter("multifd-channels")))
                .isEqualTo(new ParameterValue.Unsigned(4));
        launcher.stop("db-1");
    }

    @Test
    void returnsTheRunningQemuInsteadOfStartingASecondOne() {
        QemuLauncher launcher = launcher();
        QemuInstance.Running first = run(launcher, order("db-1", 1));

        QemuInstance second = launcher.launch(order("db-1", 2, "-global", "migration.multifd-channels=4"));

        assertThat(second.boot()).isEqualTo(1);
        assertThat(second.launchedAt()).isEqualTo(first.launchedAt());
        launcher.stop("db-1");
    }

    @Test
    void findsQemusAfterAServiceRestart() {
        QemuInstance.Running running = run(launcher(), order("db-1", 3));

        QemuLauncher later = launcher();

        assertThat(later.find("db-1")).contains(running);
        assertThat(later.launch(order("db-1", 4))).isEqualTo(running);
        assertThat(withMonitor(later, running, client -> client.execute(new QmpCommand.QueryStatus()))
                        .running())
                .isFalse();
        later.stop("db-1");
        assertThat(launcher().find("db-1")).isEmpty();
    }

    @Test
    void reportsTheErrorOfAFailedBoot() {
        QemuLauncher launcher = launcher();

        launcher.launch(order("db-1", 1, "-global", "migration.multifd-channels=0"));
        QemuInstance.Exited exited = await(launcher, "db-1", QemuInstance.Exited.class);

        assertThat(exited.exitStatus()).isEqualTo(1);
        assertThat(exited.steps()).noneMatch(reached -> reached.step() == BootStep.MONITOR_READY);
        assertThat(exited.stderr())
                .anySatisfy(line ->
                        assertThat(line).containsPattern("multifd_channels'? expects a value between 1 and 255"));
        launcher.stop("db-1");
    }

    @Test
    void reportsTheExitOfQemu() {
        QemuLauncher launcher = launcher();
        QemuInstance.Running running = run(launcher, order("db-1", 1));

        withMonitor(launcher, running, client -> client.execute(new QmpCommand.Quit()));
        QemuInstance.Exited exited = await(launcher, "db-1", QemuInstance.Exited.class);

        assertThat(exited.exitStatus()).isZero();
        assertThat(exited.launchedAt()).isEqualTo(running.launchedAt());
        launcher.stop("db-1");
    }

    @Test
    void startsAgainAfterAnExit() {
        QemuLauncher launcher = launcher();
        launcher.launch(order("db-1", 1, "-global", "migration.multifd-channels=0"));
        await(launcher, "db-1", QemuInstance.Exited.class);

        QemuInstance.Running running = run(launcher, order("db-1", 2));

        assertThat(running.boot()).isEqualTo(2);
        launcher.stop("db-1");
    }

    @Test
    void stopsIdempotently() {
        QemuLauncher launcher = launcher();
        run(launcher, order("db-1", 1));

        launcher.stop("db-1");
        launcher.stop("db-1");

        assertThat(launcher.find("db-1")).isEmpty();
    }

    @Test
    void stopsOnlyTheGivenVm() {
        QemuLauncher launcher = launcher();
        run(launcher, order("db-1", 1));
        QemuInstance.Running other = run(launcher, order("db-2", 7));

        launcher.stop("db-1");

        assertThat(launcher.find("db-1")).isEmpty();
        assertThat(launcher.find("db-2")).contains(other);
        launcher.stop("db-2");
    }

    /** Returns an order with default options and additional ones. */
    protected final LaunchOrder order(String vm, long boot, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("-nodefaults", "-display", "none", "-S", "-machine", "q35", "-accel", "tcg", "-m", "64M"));
        arguments.addAll(monitorOptions(vm));
        arguments.addAll(List.of(more));
        return new LaunchOrder(vm, boot, version(), false, arguments, SimulationOrder.PLAIN, Map.of());
    }

    /** Launches a QEMU and waits until it runs. */
    protected static QemuInstance.Running run(QemuLauncher launcher, LaunchOrder order) {
        launcher.launch(order);
        return await(launcher, order.vm(), QemuInstance.Running.class);
    }

    /** Waits until a QEMU is in a state. */
    protected static <T extends QemuInstance> T await(QemuLauncher launcher, String vm, Class<T> state) {
        QemuInstance found = Await.value(() -> launcher.find(vm).orElseThrow(), instance -> state.isInstance(instance));
        return state.cast(found);
    }

    /** Runs commands on the monitor of a QEMU. */
    protected static <T> T withMonitor(
            QemuLauncher launcher, QemuInstance.Running running, Function<QmpClient, T> commands) {
        try (QmpClient client =
                new QmpClient(launcher.connect(running), TIMEOUT, InstantSource.system(), event -> {})) {
            client.negotiate();
            return commands.apply(client);
        }
    }
}
