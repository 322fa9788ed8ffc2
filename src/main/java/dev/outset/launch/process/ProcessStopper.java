package dev.outset.launch.process;

import dev.outset.launch.LaunchException;
import dev.outset.launch.ProcessSettings;
import dev.outset.launch.monitor.MonitorClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Stops a QEMU with the monitor command {@code quit}, then SIGTERM, then SIGKILL, each with a timeout. */
final class ProcessStopper {

    private static final Duration REAP_TIMEOUT = Duration.ofSeconds(1);

    private final ProcessProbe probe;

    private final MonitorClient monitors;

    private final ProcessSettings settings;

    ProcessStopper(ProcessProbe probe, MonitorClient monitors, ProcessSettings settings) {
        this.probe = probe;
        this.monitors = monitors;
        this.settings = settings;
    }

    /**
     * Stops a process.
     *
     * @param process the process
     * @param monitor the socket of its monitor; null if unknown
     * @param child the process if it is a child of this service, which must be reaped; else null
     * @throws LaunchException if it does not exit
     */
    void stop(ProcessState.Alive process, @Nullable Path monitor, @Nullable Process child) {
        List<ProcessHandle> helpers = ProcessHandle.of(process.pid()).map(ProcessHandle::descendants).stream()
                .flatMap(all -> all)
                .toList();
        if (!quit(process, monitor)
                && !signal(process, ProcessHandle::destroy, settings.terminateDeadline())
                && !signal(process, ProcessHandle::destroyForcibly, settings.killDeadline())) {
            throw new LaunchException(
                    "StillRunning",
                    "QEMU process " + process.pid() + " is still running after SIGKILL; check the host",
                    null);
        }
        helpers.forEach(ProcessHandle::destroyForcibly);
        reap(child);
    }

    private boolean quit(ProcessState.Alive process, @Nullable Path monitor) {
        if (monitor == null || !Files.exists(monitor)) {
            return false;
        }
        Poller.Deadline deadline = Poller.Deadline.after(settings.quitDeadline());
        monitors.quit(monitor, settings.quitDeadline());
        return Poller.until(deadline.remaining(), () -> !probe.isAlive(process));
    }

    private boolean signal(ProcessState.Alive process, Consumer<ProcessHandle> signal, Duration deadline) {
        // A handle contains the start time of its process and never signals another one. It is created before the
        // identity is checked, so it refers to the intended process.
        ProcessHandle.of(process.pid()).filter(handle -> probe.isAlive(process)).ifPresent(signal);
        return Poller.until(deadline, () -> !probe.isAlive(process));
    }

    private static void reap(@Nullable Process child) {
        if (child != null) {
            try {
                child.waitFor(REAP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
