package dev.outset.launch.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.outset.launch.LaunchForbiddenException;
import dev.outset.launch.LaunchOrder;
import dev.outset.launch.ProcessSettings;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.RunFolder;
import dev.outset.launch.policy.PolicySettings;
import dev.outset.qemu.QemuVersion;
import dev.outset.qemu.SimulationOrder;
import dev.outset.support.RealQemu;
import dev.outset.support.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Launches a sample of the generated inputs with a real QEMU under {@code strace}. QEMU must be the only program, and
 * must not write or delete files outside the allowed directories, nor read the test's own files there.
 */
class HostInputsIntegrationTests {

    private static final int COUNT = Integer.getInteger("host.sample", 24);

    private static final long SEED = Long.getLong("host.seed", 7_000_000L);

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final Pattern CALL = Pattern.compile("^(?:\\[?[a-z ]*\\d+\\]? +)?(\\w+)\\((.*)$");

    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static final Pattern WRITES = Pattern.compile("O_WRONLY|O_RDWR|O_CREAT|O_TRUNC");

    /** Paths that every process uses: device files and its own {@code /proc} entries. */
    private static final Pattern COMMON_PATHS = Pattern.compile(
            "/dev/(null|zero|random|urandom|kvm|sgx_\\w+|ptmx|pts/\\d+)|/proc/(self|thread-self|\\d+)/.*");

    @Test
    void usesOnlyAllowedFilesAndPrograms(@TempDir Path folder) throws IOException {
        Requirements.commands("strace");
        Path qemu = RealQemu.binary();
        Path root = folder.toRealPath();
        HostInputs inputs = new HostInputs(root);
        Path trace = root.resolve("trace");
        Path traced = traced(root, trace, qemu);
        int started = 0;
        try (ProcessLauncher launcher = launcher(inputs, traced)) {
            for (long seed = SEED; started < COUNT; seed++) {
                HostInputs.Input input = inputs.of(seed);
                if (input.arguments().isEmpty()) {
                    continue;
                }
                Files.deleteIfExists(trace);
                LaunchOrder order = order(input.arguments());
                if (input.isHarmful()) {
                    assertThatThrownBy(() -> launcher.launch(order))
                            .as("-Dhost.seed=%d", seed)
                            .isInstanceOf(LaunchForbiddenException.class);
                    assertThat(trace).doesNotExist();
                } else {
                    run(launcher, order);
                    await().atMost(TIMEOUT).until(() -> isComplete(Files.readAllLines(trace)));
                    check(seed, input, inputs, qemu, traced, Files.readAllLines(trace));
                    started++;
                }
            }
        }
        assertThat(inputs.outside().resolve("victim")).hasContent("precious");
        assertThat(root.resolve("images-foreign/disk")).hasContent("precious");
    }

    /** Writes a script that runs QEMU under strace with its own process id. */
    private static Path traced(Path root, Path trace, Path qemu) throws IOException {
        Path script = Files.writeString(
                root.resolve("traced-qemu"),
                "#!/bin/sh\nexec strace -D -f -q -s 4096 -e signal=none"
                        + " -e trace=execve,execveat,open,openat,openat2,creat,unlink,unlinkat,rename,renameat,renameat2,"
                        + "truncate,mkdir,mkdirat,rmdir,link,linkat,symlink,symlinkat -o '" + trace + "' '" + qemu
                        + "' \"$@\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private static ProcessLauncher launcher(HostInputs inputs, Path program) {
        return new ProcessLauncher(
                PolicySettings.of(inputs.images())
                        .with(ProcessSettings.SystemCalls.values())
                        .settings(),
                new RunFolder(inputs.run().toString()),
                (version, incomingConfig) -> program,
                InstantSource.system(),
                task -> Thread.ofVirtual().start(task));
    }

    private static LaunchOrder order(List<String> arguments) {
        return new LaunchOrder("db-1", 1, new QemuVersion(7, 2), false, arguments, SimulationOrder.PLAIN, Map.of());
    }

    private static void run(ProcessLauncher launcher, LaunchOrder order) {
        launcher.launch(order);
        await().atMost(TIMEOUT).until(() -> !(launcher.find("db-1").orElseThrow() instanceof QemuInstance.Starting));
        launcher.stop("db-1");
    }

    /** Returns whether the first traced process has exited; strace pads a short process id with spaces. */
    private static boolean isComplete(List<String> trace) {
        return !trace.isEmpty()
                && trace.stream().anyMatch(line -> line.matches(trace.getFirst().split(" ", 2)[0] + " +\\+\\+\\+ .*"));
    }

    private static void check(
            long seed, HostInputs.Input input, HostInputs inputs, Path qemu, Path traced, List<String> trace) {
        int programs = 0;
        for (String line : trace) {
            Matcher call = CALL.matcher(line);
            if (!call.matches()) {
                continue;
            }
            List<String> texts = TEXT.matcher(call.group(2))
                    .results()
                    .map(match -> match.group(1))
                    .toList();
            String description = "-Dhost.seed=" + seed + " " + input.arguments() + "\n" + line;
            switch (call.group(1)) {
                case "execve", "execveat" -> {
                    assertThat(Path.of(texts.getFirst())).as(description).isIn(qemu, traced);
                    programs++;
                }
                case "open", "openat", "openat2" ->
                    checkOpened(
                            description,
                            inputs,
                            texts.getFirst(),
                            WRITES.matcher(line).find());
                default -> texts.forEach(text -> checkOpened(description, inputs, text, true));
            }
        }
        assertThat(programs).as("programs of -Dhost.seed=%d", seed).isEqualTo(1);
    }

    private static void checkOpened(String description, HostInputs inputs, String text, boolean writes) {
        Path path = inputs.run().resolve("db-1").resolve(text).normalize();
        boolean isAllowedDirectory = path.startsWith(inputs.images()) || path.startsWith(inputs.run());
        boolean isTestFile = path.startsWith(inputs.images().getParent()) && !isAllowedDirectory;
        boolean allowed =
                writes ? isAllowedDirectory || COMMON_PATHS.matcher(text).matches() : !isTestFile;
        assertThat(allowed).as(description).isTrue();
    }
}
