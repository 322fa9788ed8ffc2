package dev.outset.launch.process;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is written down about a QEMU, so that a later service finds it. A process is the recorded one only when its id,
 * its start time and the machine's boot are.
 *
 * @param vm the VM's name
 * @param boot which start of the VM this is
 * @param launchedAt when it was started
 * @param scope where its process id is valid: {@link ProcessTable#scope()}
 * @param binary the program
 * @param monitor the socket of its monitor
 * @param arguments the argument list
 * @param labels the VM's labels when it was started; null in what an earlier version has written
 * @param pid its process id; null when it is about to be started
 * @param startTicks its start time; null when it is about to be started, or ended before that could be read
 * @param readyAt when its monitor first answered; null when it has not yet
 * @param exitStatus its exit status; null while it runs, or when nobody was there to see it
 */
record LaunchRecord(
        String vm,
        long boot,
        Instant launchedAt,
        String scope,
        String binary,
        String monitor,
        List<String> arguments,
        @Nullable Map<String, String> labels,
        @Nullable Long pid,
        @Nullable Long startTicks,
        @Nullable Instant readyAt,
        @Nullable Integer exitStatus) {

    LaunchRecord {
        arguments = List.copyOf(arguments);
        labels = labels == null ? Map.of() : Map.copyOf(labels);
    }

    /** The VM's labels when it was started; none if an earlier version has started it. */
    @Override
    public Map<String, String> labels() {
        return Objects.requireNonNullElse(labels, Map.of());
    }

    /** The same, started. */
    LaunchRecord started(long newPid, @Nullable Long newStartTicks) {
        return new LaunchRecord(
                vm,
                boot,
                launchedAt,
                scope,
                binary,
                monitor,
                arguments,
                labels,
                newPid,
                newStartTicks,
                readyAt,
                exitStatus);
    }

    /** The same, with a monitor that answers. */
    LaunchRecord ready(Instant at) {
        return new LaunchRecord(
                vm, boot, launchedAt, scope, binary, monitor, arguments, labels, pid, startTicks, at, exitStatus);
    }

    /** The same, ended. */
    LaunchRecord exited(int status) {
        return new LaunchRecord(
                vm, boot, launchedAt, scope, binary, monitor, arguments, labels, pid, startTicks, readyAt, status);
    }

    /** Whether it is about the same start as another one. */
    boolean isSameStart(LaunchRecord other) {
        return boot == other.boot && launchedAt.equals(other.launchedAt);
    }
}
