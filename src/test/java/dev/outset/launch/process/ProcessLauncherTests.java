package dev.outset.launch.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outset.launch.LaunchException;
import dev.outset.launch.LaunchOrder;
import dev.outset.launch.ProcessSettings;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncherContract;
import dev.outset.launch.RunFolder;
import dev.outset.launch.policy.PolicySettings;
import dev.outset.qemu.QemuVersion;
import dev.outset.qemu.SimulationOrder;
import dev.outset.qmp.QmpCommand;
import dev.outset.support.Await;
import dev.outset.support.RealQemu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the launcher with the QEMU installed on this host. */
class ProcessLauncherTests extends QemuLauncherContract {

    private static final QemuVersion VERSION = new QemuVersion(7, 2);

    private static final int KILLED = 128 + 9;

    @TempDir
    private Path folder;

    private final List<ProcessLauncher> launchers = new ArrayList<>();

    private Path binary = Path.of("/nonexistent");

    @BeforeEach
    void findQemu() {
        binary = RealQemu.binary();
    }

    @AfterEach
    void stopEverything() throws IOException {
        try (ProcessLauncher last = launcher()) {
            for (VmDirectory vm : new RunDirectory(folder).all()) {
                last.stop(vm.path().getFileName().toString());
            }
        }
        for (ProcessLauncher launcher : launchers) {
            launcher.close();
        }
    }

    @Override
    protected ProcessLauncher launcher() {
        return launcher(settings(Duration.ofSeconds(5), 200));
    }

    private ProcessLauncher launcher(ProcessSettings settings) {
        ProcessLauncher launcher = new ProcessLauncher(
                settings,
                new RunFolder(folder.toString()),
                (version, incomingConfig) -> binary,
                InstantSource.system(),
                task -> Thread.ofVirtual().start(task));
        launchers.add(launcher);
        return launcher;
    }

    private static ProcessSettings settings(Duration stopStep, int maxProcesses) {
        return PolicySettings.of().with(stopStep, maxProcesses).settings();
    }

    @Override
    protected QemuVersion version() {
        return VERSION;
    }

    @Override
    protected List<String> monitorOptions(String vm) {
        String socket = new RunFolder(folder.toString()).monitorSocket(vm);
        return List.of(
                "-chardev",
                "socket,id=monitor,path=" + socket + ",server=on,wait=off",
                "-mon",
                "chardev=monitor,mode=control");
    }

    @Test
    void runsQemuInItsOwnSessionWithAMinimalEnvironment() throws IOException {
        ProcessLauncher launcher = launcher();
        run(launcher, order("db-1", 1));
        Path process = Path.of("/proc/" + pid("db-1"));

        assertThat(Files.readString(process.resolve("environ")).split("\0", -1))
                .allMatch(entry -> entry.isEmpty() || entry.startsWith("PATH=") || entry.startsWith("OUTSET_"));
        String[] stat = Files.readString(process.resolve("stat"))
                .replaceAll(".*\\) ", "")
                .split(" ", -1);
        assertThat(stat[3]).as("session").isEqualTo(Long.toString(pid("db-1")));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("db-1"))))
                .isEqualTo("rwx------");
    }

    @Test
    void resolvesARelativeMonitorAgainstTheWorkingDirectory() {
        ProcessLauncher launcher = launcher();
        List<String> arguments = new ArrayList<>(order("db-1", 1).arguments());
        arguments.replaceAll(
                argument -> argument.replace(new RunFolder(folder.toString()).monitorSocket("db-1"), "qmp.sock"));
        LaunchOrder order = new LaunchOrder("db-1", 1, VERSION, false, arguments, SimulationOrder.PLAIN, Map.of());

        QemuInstance.Running running = run(launcher, order);

        QmpCommand.StatusInfo state =
                withMonitor(launcher, running, client -> client.execute(new QmpCommand.QueryStatus()));
        assertThat(state.running()).isFalse();
        assertThat(folder.resolve("db-1/qmp.sock")).exists();
    }

    @Test
    void reportsTheExitStatusOfAKilledQemu() {
        ProcessLauncher launcher = launcher();
        run(launcher, order("db-1", 1));

        ProcessHandle.of(pid("db-1")).orElseThrow().destroyForcibly();
        // The process disappears slightly before its status is known.
        Optional<QemuInstance> exited = Await.value(() -> launcher.find("db-1"), found -> exitStatus(found) == KILLED);

        assertThat(Await.value(() -> launcher().find("db-1"), found -> exitStatus(found) == KILLED))
                .isEqualTo(exited);
        assertThat(run(launcher, order("db-1", 2)).boot()).isEqualTo(2);
    }

    private static int exitStatus(Optional<QemuInstance> found) {
        return found.orElseThrow() instanceof QemuInstance.Exited exited ? exited.exitStatus() : Integer.MIN_VALUE;
    }

    @Test
    void killsAQemuThatIgnoresOtherSignals() throws Exception {
        ProcessLauncher launcher = launcher(settings(Duration.ofMillis(200), 200));
        run(launcher, order("db-1", 1));
        long pid = pid("db-1");
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();

        launcher.stop("db-1");

        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(launcher.find("db-1")).isEmpty();
        assertThat(folder.resolve("db-1")).doesNotExist();
        assertThat(folder.resolve("db-1.qmp")).doesNotExist();
    }

    @Test
    void stopsAQemuWhoseMonitorIsInUse() {
        ProcessLauncher launcher = launcher(settings(Duration.ofMillis(500), 200));
        QemuInstance.Running running = run(launcher, order("db-1", 1));
        long pid = pid("db-1");

        boolean stopped = withMonitor(launcher, running, client -> {
            launcher.stop("db-1");
            return ProcessHandle.of(pid).isEmpty();
        });

        assertThat(stopped).isTrue();
    }

    @Test
    void ignoresAProcessThatReusesTheProcessId() throws IOException {
        ProcessLauncher launcher = launcher();
        run(launcher, order("db-1", 1));
        LaunchRecord record = record("db-1");
        long qemu = pid("db-1");
        Process bystander = new ProcessBuilder("sleep", "60").start();
        try {
            new RunDirectory(folder).of("db-1").write(record.started(bystander.pid(), record.startTicks()));
            ProcessLauncher later = launcher();

            assertThat(later.find("db-1").orElseThrow()).isInstanceOf(QemuInstance.Exited.class);
            later.stop("db-1");

            assertThat(bystander.isAlive()).isTrue();
        } finally {
            bystander.destroyForcibly();
            ProcessHandle.of(qemu).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void ignoresProcessIdsFromAnotherBootOfTheHost() throws IOException {
        ProcessLauncher launcher = launcher();
        run(launcher, order("db-1", 1));
        LaunchRecord record = record("db-1");
        LaunchRecord before = new LaunchRecord(
                record.vm(),
                record.boot(),
                record.launchedAt(),
                "11111111-2222-3333-4444-555555555555/pid:[1]",
                record.binary(),
                record.monitor(),
                record.arguments(),
                record.labels(),
                record.pid(),
                record.startTicks(),
                record.readyAt(),
                null);
        new RunDirectory(folder).of("db-1").write(before);

        assertThat(exitStatus(launcher().find("db-1"))).isEqualTo(ProcessState.UNKNOWN_EXIT_STATUS);

        new RunDirectory(folder).of("db-1").write(record);
    }

    @Test
    void findsAQemuWhoseProcessIdWasNeverRecorded() throws IOException {
        run(launcher(), order("db-1", 1));
        LaunchRecord record = record("db-1");
        new RunDirectory(folder).of("db-1").write(announced(record, record.launchedAt()));
        ProcessLauncher later = launcher();

        QemuInstance found = later.launch(order("db-1", 2));

        assertThat(found.boot()).isEqualTo(1);
        assertThat(record("db-1").pid()).isEqualTo(record.pid());
        assertThat(await(later, "db-1", QemuInstance.Running.class).launchedAt())
                .isEqualTo(record.launchedAt());
    }

    @Test
    void removesTheRecordOfAStartThatNeverTookPlace() throws IOException {
        ProcessLauncher launcher = launcher();
        run(launcher, order("db-1", 1));
        LaunchRecord record = record("db-1");
        launcher.stop("db-1");
        RunDirectory run = new RunDirectory(folder);
        run.prepare(run.of("db-1"));
        run.of("db-1").write(announced(record, Instant.EPOCH));

        assertThat(launcher().find("db-1")).isEmpty();
        assertThat(folder.resolve("db-1")).doesNotExist();
    }

    @Test
    void waitsForAStartThatMayStillTakePlace() throws IOException {
        ProcessLauncher launcher = launcher();
        run(launcher, order("db-1", 1));
        LaunchRecord record = record("db-1");
        launcher.stop("db-1");
        RunDirectory run = new RunDirectory(folder);
        run.prepare(run.of("db-1"));
        run.of("db-1").write(announced(record, Instant.now()));

        assertThat(launcher().launch(order("db-1", 2)).boot()).isEqualTo(1);
    }

    private static LaunchRecord announced(LaunchRecord record, Instant launchedAt) {
        return new LaunchRecord(
                record.vm(),
                record.boot(),
                launchedAt,
                record.scope(),
                record.binary(),
                record.monitor(),
                record.arguments(),
                record.labels(),
                null,
                null,
                null,
                null);
    }

    @Test
    void refusesToStartWhileAnOrphanRuns() throws IOException {
        ProcessLauncher launcher = launcher();
        run(launcher, order("db-1", 1));
        long pid = pid("db-1");
        Files.writeString(folder.resolve("db-1/record.json"), "{");
        ProcessLauncher later = launcher();

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> later.launch(order("db-1", 2)))
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo("UnknownQemu"))
                .withMessageContaining("Process " + pid);
        later.stop("db-1");

        // A killed child is still listed until this JVM has reaped it.
        assertThat(ProcessHandle.of(pid)
                        .map(ProcessHandle::onExit)
                        .orElseGet(() -> CompletableFuture.completedFuture(null)))
                .succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void startsOneQemuWhenSeveralServicesLaunchConcurrently() throws Exception {
        List<ProcessLauncher> services = List.of(launcher(), launcher(), launcher(), launcher());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<QemuInstance>> launches = IntStream.range(0, services.size())
                    .<Callable<QemuInstance>>mapToObj(i -> () -> services.get(i).launch(order("db-1", i + 1)))
                    .toList();
            List<Long> boots = new ArrayList<>();
            for (Future<QemuInstance> launch : threads.invokeAll(launches)) {
                boots.add(launch.get().boot());
            }
            assertThat(boots)
                    .hasSize(services.size())
                    .containsOnly(record("db-1").boot());
        }
    }

    @Test
    void enforcesTheMaximumNumberOfProcesses() {
        ProcessLauncher launcher = launcher(settings(Duration.ofSeconds(5), 1));
        run(launcher, order("db-1", 1));

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> launcher.launch(order("db-2", 1)))
                .withMessageContaining("outset.process.max-processes");
        launcher.stop("db-1");

        assertThat(run(launcher, order("db-2", 1)).boot()).isEqualTo(1);
    }

    @Test
    void rejectsARunFolderThatOtherUsersCanAccess() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessLauncher launcher = launcher();

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> launcher.launch(order("db-1", 1)))
                .withMessageContaining("outset.run.folder");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void rejectsAnArgumentListWithoutMonitor() {
        ProcessLauncher launcher = launcher();
        LaunchOrder order =
                new LaunchOrder("db-1", 1, VERSION, false, List.of("-nodefaults"), SimulationOrder.PLAIN, Map.of());

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> launcher.launch(order))
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo("NoMonitor"));
        assertThat(launcher.find("db-1")).isEmpty();
    }

    private LaunchRecord record(String vm) {
        return new RunDirectory(folder).of(vm).record().orElseThrow();
    }

    private long pid(String vm) {
        Long pid = record(vm).pid();
        return pid == null ? -1 : pid;
    }
}
