package dev.outset.launch.process;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stored record of a QEMU, by which a restarted service finds its process. A process matches the record only if its
 * id, its start time and the boot of the host match.
 *
 * @param vm the VM's name
 * @param boot the number of this start of the VM
 * @param launchedAt the time at which it was started
 * @param scope the scope in which its process id is valid, see {@link ProcessTable#scope()}
 * @param binary the path of the QEMU binary
 * @param monitor the path of its monitor socket
 * @param arguments the argument list
 * @param labels the VM's labels when it was started
 * @param pid its process id; null before it is started
 * @param startTicks its start time in clock ticks since boot; null before it is started, or if it exited before its
 *     start time was read
 * @param readyAt the time at which its monitor first responded; null before that
 * @param exitStatus its exit status; null while it runs, or if unknown
 */
record LaunchRecord(
        String vm,
        long boot,
        Instant launchedAt,
        String scope,
        String binary,
        String monitor,
        List<String> arguments,
        Map<String, String> labels,
        @Nullable Long pid,
        @Nullable Long startTicks,
        @Nullable Instant readyAt,
        @Nullable Integer exitStatus) {

    LaunchRecord {
        arguments = List.copyOf(arguments);
        labels = Map.copyOf(labels);
    }

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

    LaunchRecord ready(Instant at) {
        return new LaunchRecord(
                vm, boot, launchedAt, scope, binary, monitor, arguments, labels, pid, startTicks, at, exitStatus);
    }

    LaunchRecord exited(int status) {
        return new LaunchRecord(
                vm, boot, launchedAt, scope, binary, monitor, arguments, labels, pid, startTicks, readyAt, status);
    }

    boolean isSameStart(LaunchRecord other) {
        return boot == other.boot && launchedAt.equals(other.launchedAt);
    }
}
