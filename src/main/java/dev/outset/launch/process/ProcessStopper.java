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

/** Ends a QEMU: by its monitor, then by SIGTERM, then by SIGKILL, each with a deadline. */
final class ProcessStopper {

    private static final Duration REAPING = Duration.ofSeconds(1);

    private final ProcessProbe lookout;

    private final MonitorClient monitors;

    private final ProcessSettings settings;

    ProcessStopper(ProcessProbe lookout, MonitorClient monitors, ProcessSettings settings) {
        this.lookout = lookout;
        this.monitors = monitors;
        this.settings = settings;
    }

    /**
     * Ends a process.
     *
     * @param process the process
     * @param monitor the socket of its monitor; null when that is not known
     * @param child the process if it is our own child, which has to be reaped; else null
     * @throws LaunchException if it survives
     */
    void stop(ProcessState.Alive process, @Nullable Path monitor, @Nullable Process child) {
        List<ProcessHandle> helpers = ProcessHandle.of(process.pid()).map(ProcessHandle::descendants).stream()
                .flatMap(all -> all)
                .toList();
        if (!quits(process, monitor)
                && !signal(process, ProcessHandle::destroy, settings.terminateDeadline())
                && !signal(process, ProcessHandle::destroyForcibly, settings.killDeadline())) {
            throw new LaunchException(
                    "StillRunning",
                    "QEMU, process " + process.pid() + ", survives SIGKILL; the host has to be looked at",
                    null);
        }
        helpers.forEach(ProcessHandle::destroyForcibly);
        reap(child);
    }

    private boolean quits(ProcessState.Alive process, @Nullable Path monitor) {
        if (monitor == null || !Files.exists(monitor)) {
            return false;
        }
        long start = System.nanoTime();
        monitors.quit(monitor, settings.quitDeadline());
        Duration left = settings.quitDeadline().minusNanos(System.nanoTime() - start);
        return Poller.until(left, () -> !lookout.isAlive(process));
    }

    private boolean signal(ProcessState.Alive process, Consumer<ProcessHandle> signal, Duration deadline) {
        // The handle knows its own start time and signals no other process. It is taken before the identity is checked,
        // so it is that of the process that was meant.
        ProcessHandle.of(process.pid())
                .filter(handle -> lookout.isAlive(process))
                .ifPresent(signal);
        return Poller.until(deadline, () -> !lookout.isAlive(process));
    }

    private static void reap(@Nullable Process child) {
        if (child != null) {
            try {
                child.waitFor(REAPING.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
