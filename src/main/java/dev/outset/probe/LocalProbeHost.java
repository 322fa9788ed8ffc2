package dev.outset.probe;

import dev.outset.qmp.QmpChannel;
import dev.outset.qmp.QmpSettings;
import dev.outset.qmp.StreamQmpChannel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts binaries on this host, with the monitor on standard input and output. */
final class LocalProbeHost implements ProbeHost {

    /** Terminates the binary even if the service crashes during a probe. */
    private static final Path TIMEOUT = Path.of("/usr/bin/timeout");

    private static final int MAX_ERROR_BYTES = 16 << 10;

    private final Duration deadline;

    LocalProbeHost(Duration deadline) {
        this.deadline = deadline;
    }

    @Override
    public Session start(Path binary, List<String> options) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(TIMEOUT)) {
            command.addAll(List.of(TIMEOUT.toString(), "--kill-after=1", Long.toString(deadline.toSeconds() * 2 + 1)));
        }
        command.add(binary.toString());
        command.addAll(List.of(
                "-machine", "none", "-nodefaults", "-no-user-config", "-display", "none", "-S", "-qmp", "stdio"));
        command.addAll(options);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(Path.of("/").toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        return new LocalSession(builder.start(), deadline);
    }

    private record LocalSession(Process process, QmpChannel channel, Duration deadline) implements Session {

        LocalSession(Process process, Duration deadline) {
            this(
                    process,
                    new StreamQmpChannel(process.getInputStream(), process.getOutputStream(), QmpSettings.defaults()),
                    deadline);
        }

        @Override
        public String errors() {
            awaitEnd();
            try (InputStream errors = process.getErrorStream()) {
                return new String(errors.readNBytes(MAX_ERROR_BYTES), StandardCharsets.UTF_8).strip();
            } catch (IOException closed) {
                return "";
            }
        }

        private void awaitEnd() {
            try {
                if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                    kill();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                kill();
            }
        }

        private void kill() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }

        @Override
        public void close() {
            channel.close();
            if (process.isAlive()) {
                kill();
            }
            for (AutoCloseable stream : List.of(process.getInputStream(), process.getErrorStream())) {
                try {
                    stream.close();
                } catch (Exception ignored) {
                    // Both are pipes to a process that has exited; the descriptor is released in any case.
                }
            }
        }
    }
}
