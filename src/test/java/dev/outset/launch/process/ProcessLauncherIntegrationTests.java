package dev.outset.launch.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.launch.LaunchOrder;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.RunFolder;
import dev.outset.launch.policy.PolicySettings;
import dev.outset.qemu.QemuVersion;
import dev.outset.qemu.SimulationOrder;
import dev.outset.support.Await;
import dev.outset.support.RealQemu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Launches many real QEMUs, concurrently and in sequence, and checks that no resources leak. */
class ProcessLauncherIntegrationTests {

    private static final int CYCLES = Integer.getInteger("outset.test.cycles", 100);

    private static final int CONCURRENT = 50;

    @TempDir
    private Path folder;

    private Path binary = Path.of("/");

    @BeforeEach
    void findQemu() {
        binary = RealQemu.binary();
    }

    @Test
    void doesNotLeakResources() throws IOException {
        try (ProcessLauncher launcher = launcher()) {
            cycle(launcher, 1);
            Map<String, Integer> before = descriptors();
            List<String> files = files();

            for (int i = 2; i <= CYCLES; i++) {
                cycle(launcher, i);
            }

            Await.until("descriptors " + before, () -> hasNoLeak(before, descriptors()));
            assertThat(files()).isEqualTo(files);
            assertThat(processes()).isEmpty();
        }
    }

    /** A JVM opens a few descriptors over time; a leak of a cycle occurs in every cycle. */
    private static boolean hasNoLeak(Map<String, Integer> before, Map<String, Integer> after) {
        return after.entrySet().stream()
                .allMatch(kind -> kind.getValue() - before.getOrDefault(kind.getKey(), 0) < CYCLES / 10);
    }

    /** Alternates between a QEMU that is stopped, one that is killed from outside, and one that fails to boot. */
    private void cycle(ProcessLauncher launcher, int number) {
        LaunchOrder order = number % 3 == 0
                ? order("cycle", number, "-global", "migration.multifd-channels=0")
                : order("cycle", number);
        launcher.launch(order);
        Await.until(
                "no longer starting", () -> !(launcher.find("cycle").orElseThrow() instanceof QemuInstance.Starting));
        QemuInstance instance = launcher.find("cycle").orElseThrow();
        assertThat(instance.boot()).isEqualTo(number);
        assertThat(instance instanceof QemuInstance.Exited).isEqualTo(number % 3 == 0);
        if (number % 3 == 1) {
            processes().forEach(ProcessHandle::destroyForcibly);
            Await.until("exited", () -> launcher.find("cycle").orElseThrow() instanceof QemuInstance.Exited);
        }
        launcher.stop("cycle");
        assertThat(launcher.find("cycle")).isEmpty();
    }

    @Test
    void runsFiftyQemusConcurrently() throws Exception {
        try (ProcessLauncher launcher = launcher();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            launcher.launch(order("first", 1));
            launcher.stop("first");
            List<String> files = files();

            onAll(threads, vm -> launcher.launch(order(vm, 1)));
            List<String> vms = vms();
            Await.until(
                    "all running",
                    () -> vms.stream().allMatch(vm -> launcher.find(vm).orElseThrow() instanceof QemuInstance.Running));
            assertThat(processes()).hasSize(CONCURRENT);
            try (ProcessLauncher later = launcher()) {
                assertThat(vms).allMatch(vm -> later.find(vm).orElseThrow() instanceof QemuInstance.Running);
            }
            onAll(threads, launcher::stop);

            assertThat(processes()).isEmpty();
            assertThat(files()).isEqualTo(files);
        }
    }

    private static void onAll(ExecutorService threads, java.util.function.Consumer<String> action) throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (String vm : vms()) {
            all.add(threads.submit(() -> action.accept(vm)));
        }
        for (Future<?> each : all) {
            each.get();
        }
    }

    private static List<String> vms() {
        return IntStream.range(0, CONCURRENT).mapToObj(i -> "vm-" + i).toList();
    }

    private ProcessLauncher launcher() {
        Duration deadline = Duration.ofSeconds(20);
        return new ProcessLauncher(
                PolicySettings.of().with(deadline, CONCURRENT).settings(),
                new RunFolder(folder.toString()),
                (version, incomingConfig) -> binary,
                InstantSource.system(),
                task -> Thread.ofVirtual().start(task));
    }

    private LaunchOrder order(String vm, long boot, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "-nodefaults", "-display", "none", "-S", "-machine", "q35", "-accel", "tcg", "-m", "64M", "-chardev"));
        String socket = new RunFolder(folder.toString()).monitorSocket(vm);
        arguments.add("socket,id=monitor,path=" + socket + ",server=on,wait=off");
        arguments.addAll(List.of("-mon", "chardev=monitor,mode=control"));
        arguments.addAll(List.of(more));
        return new LaunchOrder(vm, boot, new QemuVersion(7, 2), false, arguments, SimulationOrder.PLAIN, Map.of());
    }

    private List<ProcessHandle> processes() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .command()
                        .filter(binary.toString()::equals)
                        .isPresent())
                .toList();
    }

    /** Counts the open file descriptors of this process by kind, except files of the class path. */
    private static Map<String, Integer> descriptors() {
        Map<String, Integer> counts = new TreeMap<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            all.forEach(descriptor -> {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (!target.endsWith(".jar") && !target.startsWith("/proc/")) {
                        counts.merge(target.replaceAll(":?\\[\\d+]", ""), 1, Integer::sum);
                    }
                } catch (IOException closed) {
                    // The descriptor of the listing itself.
                }
            });
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
        return counts;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(Path::toString).sorted().toList();
        }
    }
}
