package dev.outset.launch.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the probe with a simulated process table. */
class ProcessProbeTests {

    private static final long PID = 4711;

    private static final long TICKS = 99;

    @TempDir
    private Path proc;

    private final ChildProcesses children = new ChildProcesses();

    private ProcessProbe probe;

    @BeforeEach
    void mount() throws IOException {
        Files.createDirectories(proc.resolve("sys/kernel/random"));
        Files.writeString(proc.resolve("sys/kernel/random/boot_id"), "boot\n");
        Files.createDirectories(proc.resolve("self/ns"));
        Files.createSymbolicLink(proc.resolve("self/ns/pid"), Path.of("pid:[1]"));
        probe = new ProcessProbe(
                new ProcessTable(proc),
                children,
                new ProcessStarter(),
                InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")));
    }

    @Test
    void waitsForTheStatusOfAChildThatIsNoLongerListed() {
        LaunchRecord record = record();
        children.add(record, new UnreapedProcess(7));

        assertThat(probe.stateOf(record)).isEqualTo(new ProcessState.Exited(7));
    }

    @Test
    void waitsForTheStatusOfAChildWhoseProcessIdWasReused() throws IOException {
        addProcess(TICKS + 1, "S", 0);
        LaunchRecord record = record();
        children.add(record, new UnreapedProcess(7));

        assertThat(probe.stateOf(record)).isEqualTo(new ProcessState.Exited(7));
    }

    @Test
    void reportsNoStatusOfAProcessThatIsNotAChild() throws IOException {
        assertThat(probe.stateOf(record())).isEqualTo(new ProcessState.Exited(ProcessState.UNKNOWN_EXIT_STATUS));
        addProcess(TICKS + 1, "S", 0);
        assertThat(probe.stateOf(record())).isEqualTo(new ProcessState.Exited(ProcessState.UNKNOWN_EXIT_STATUS));
    }

    @Test
    void distinguishesRunningAndExitedProcesses() throws IOException {
        addProcess(TICKS, "S", 0);
        assertThat(probe.stateOf(record())).isEqualTo(new ProcessState.Alive(PID, TICKS));
        addProcess(TICKS, "Z", 3 << 8);
        assertThat(probe.stateOf(record())).isEqualTo(new ProcessState.Exited(3));
        addProcess(TICKS, "Z", 9);
        assertThat(probe.stateOf(record())).isEqualTo(new ProcessState.Exited(137));
    }

    private LaunchRecord record() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        return new LaunchRecord(
                "db-1",
                1,
                start,
                "boot/pid:[1]",
                "/bin/qemu",
                "/run/qmp.sock",
                List.of(),
                Map.of(),
                PID,
                TICKS,
                null,
                null);
    }

    private void addProcess(long ticks, String state, int waitStatus) throws IOException {
        String middle = "0 ".repeat(18);
        Files.createDirectories(proc.resolve(Long.toString(PID)));
        Files.writeString(
                proc.resolve(Long.toString(PID)).resolve("stat"),
                PID + " (qemu (odd) name) " + state + " " + middle + ticks + " " + "0 ".repeat(29) + waitStatus + "\n");
    }

    /** A process that has exited although Java still reports it as alive. */
    private static final class UnreapedProcess extends Process {

        private final int status;

        private UnreapedProcess(int status) {
            this.status = status;
        }

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public CompletableFuture<Process> onExit() {
            return CompletableFuture.completedFuture(this);
        }

        @Override
        public int exitValue() {
            return status;
        }

        @Override
        public int waitFor() {
            return status;
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public InputStream getInputStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public InputStream getErrorStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public void destroy() {
            throw new UnsupportedOperationException("A probe must not stop a process");
        }
    }
}
