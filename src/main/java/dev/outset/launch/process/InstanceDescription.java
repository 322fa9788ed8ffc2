package dev.outset.launch.process;

import dev.outset.launch.QemuInstance;
import dev.outset.qemu.BootPhase;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.OptionMember;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Converts the state of a QEMU process to a {@link QemuInstance}. Only the last boot step of a process can be observed:
 * that its monitor responds.
 */
final class InstanceDescription {

    private final StderrTail tail;

    InstanceDescription(StderrTail tail) {
        this.tail = tail;
    }

    QemuInstance of(VmDirectory directory, LaunchRecord record, ProcessState state) {
        QemuInstance.Start start = new QemuInstance.Start(
                record.vm(), record.boot(), record.launchedAt(), record.arguments(), steps(record));
        return switch (state) {
            case ProcessState.Exited(int exitStatus) ->
                new QemuInstance.Exited(start, exitStatus, tail.read(directory.output()));
            case ProcessState.Announced() -> new QemuInstance.Starting(start, null, waitingFor(record));
            case ProcessState.Alive _ -> {
                tail.trim(directory.output());
                yield record.readyAt() == null
                        ? new QemuInstance.Starting(start, null, waitingFor(record))
                        : new QemuInstance.Running(start, new QemuInstance.NextProbe.Periodic());
            }
        };
    }

    private static List<BootStep.Reached> steps(LaunchRecord record) {
        Instant readyAt = record.readyAt();
        return readyAt == null
                ? List.of()
                : List.of(new BootStep.Reached(BootStep.MONITOR_READY, BootPhase.MACHINE_READY, readyAt));
    }

    /**
     * QEMU loads CPR state right before it creates character devices, so the socket does not exist before CPR state is
     * received.
     */
    private static @Nullable String waitingFor(LaunchRecord record) {
        boolean hasCprChannel = record.arguments().stream()
                .filter(argument -> argument.contains("channel-type"))
                .flatMap(argument -> OptionMember.of(argument).stream())
                .anyMatch(leaf ->
                        leaf.key().equals("channel-type") && leaf.value().equals("cpr"));
        return hasCprChannel && !Files.exists(Path.of(record.monitor())) ? "CPR state from the source" : null;
    }
}
