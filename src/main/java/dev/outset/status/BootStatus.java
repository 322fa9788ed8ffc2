package dev.outset.status;

import dev.outset.binding.Internal;
import dev.outset.qemu.BootStep;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The status of one boot of a VM: one run of its QEMU process.
 *
 * @param number the number of the boot of this VM, starting at 1
 * @param generation the generation that QEMU was started with
 * @param launchedAt when QEMU was started
 * @param ended whether QEMU has exited
 * @param exitStatus the exit status; null while QEMU runs or if the status is unknown: Linux reports it only to the
 *     process that started QEMU
 * @param stderr the last lines that QEMU wrote to standard error
 * @param failures the number of consecutive failed boots
 * @param retryAt when the next boot may be attempted; null if no retry is pending
 * @param restarts the restart counter of the definition that QEMU was started with
 * @param commandLine the argument list that QEMU was started with
 * @param steps the boot steps reached, in order
 */
@Schema(name = "BootSummary")
public record BootStatus(
        long number,
        long generation,
        Instant launchedAt,
        boolean ended,
        @Nullable Integer exitStatus,
        List<String> stderr,
        int failures,
        @Nullable Instant retryAt,
        @Internal long restarts,
        @Internal List<String> commandLine,
        @Internal List<BootStep.Reached> steps) {

    public BootStatus {
        stderr = List.copyOf(stderr);
        commandLine = List.copyOf(commandLine);
        steps = List.copyOf(steps);
    }

    /** When a step was reached; empty if it was not. */
    public Optional<Instant> reachedAt(BootStep step) {
        return steps.stream()
                .filter(reached -> reached.step() == step)
                .map(BootStep.Reached::at)
                .findFirst();
    }
}
