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
import dev.outset.qemu.StepDurations;
import dev.outset.support.RealQemu;
import dev.outset.support.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sample of the seeded inputs goes through the launcher to a real QEMU, which {@code strace} watches: the only program
 * is QEMU, and nothing outside the folders is written, deleted or, of the test's own files, read.
 */
class HostInputsIntegrationTests {

    private static final int COUNT = Integer.getInteger("host.sample", 24);

    private static final long SEED = Long.getLong("host.seed", 7_000_000L);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Pattern CALL = Pattern.compile("^(?:\\[?[a-z ]*\\d+\\]? +)?(\\w+)\\((.*)$");

    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static final Pattern WRITES = Pattern.compile("O_WRONLY|O_RDWR|O_CREAT|O_TRUNC");

    /** Devices of every process, and what a process says about itself. */
    private static final Pattern OF_EVERY_PROCESS = Pattern.compile(
            "/dev/(null|zero|random|urandom|kvm|sgx_\\w+|ptmx|pts/\\d+)|/proc/(self|thread-self|\\d+)/.*");

    @Test
    void usesOnlyWhatItMay(@TempDir Path folder) throws IOException {
        Requirements.commands("strace");
        Path qemu = RealQemu.binary();
        Path root = folder.toRealPath();
        HostInputs inputs = new HostInputs(root);
        Path trace = root.resolve("trace");
        Path watched = watched(root, trace, qemu);
        int started = 0;
        try (ProcessLauncher launcher = launcher(inputs, watched)) {
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
                    await().atMost(PATIENCE).until(() -> isWhole(Files.readAllLines(trace)));
                    check(seed, input, inputs, qemu, watched, Files.readAllLines(trace));
                    started++;
                }
            }
        }
        assertThat(inputs.outside().resolve("victim")).hasContent("precious");
        assertThat(root.resolve("images-of-others/disk")).hasContent("precious");
    }

    /** A program that is QEMU under watch, with the process id that it was started with. */
    private static Path watched(Path root, Path trace, Path qemu) throws IOException {
        Path script = Files.writeString(
                root.resolve("watched-qemu"),
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
        return new LaunchOrder("db-1", 1, new QemuVersion(7, 2), false, arguments, StepDurations.none(), List.of());
    }

    private static void run(ProcessLauncher launcher, LaunchOrder order) {
        launcher.launch(order);
        await().atMost(PATIENCE).until(() -> !(launcher.find("db-1").orElseThrow() instanceof QemuInstance.Starting));
        launcher.stop("db-1");
    }

    /** Whether the first process that was watched has ended; strace pads a short process id with spaces. */
    private static boolean isWhole(List<String> trace) {
        return !trace.isEmpty()
                && trace.stream().anyMatch(line -> line.matches(trace.getFirst().split(" ", 2)[0] + " +\\+\\+\\+ .*"));
    }

    private static void check(
            long seed, HostInputs.Input input, HostInputs inputs, Path qemu, Path watched, List<String> trace) {
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
                    assertThat(Path.of(texts.getFirst())).as(description).isIn(qemu, watched);
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
        boolean isOurs = path.startsWith(inputs.images()) || path.startsWith(inputs.run());
        boolean isOfTheTest = path.startsWith(inputs.images().getParent()) && !isOurs;
        boolean allowed = writes ? isOurs || OF_EVERY_PROCESS.matcher(text).matches() : !isOfTheTest;
        assertThat(allowed).as(description).isTrue();
    }
}
