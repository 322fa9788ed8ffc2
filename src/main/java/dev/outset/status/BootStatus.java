package dev.outset.status;

import dev.outset.qemu.BootPhase;
import dev.outset.qemu.BootStep;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status of one boot of a VM: one run of its QEMU process.
 *
 * @param number the number of the boot of this VM, starting at 1
 * @param generation the generation of the definition that QEMU was started with
 * @param restarts the restart counter of the definition that QEMU was started with
 * @param commandLine the argument list that QEMU was started with
 * @param launchedAt when QEMU was started
 * @param steps the boot steps reached, in order
 * @param exitStatus the exit status; 134 for SIGABRT; negative if QEMU exited and the status is unknown; null while it
 *     runs
 * @param stderr the last lines that QEMU wrote to standard error
 */
public record BootStatus(
        long number,
        long generation,
        long restarts,
        List<String> commandLine,
        Instant launchedAt,
        List<ReachedStep> steps,
        @Nullable Integer exitStatus,
        List<String> stderr) {

    /**
     * A boot step that was reached.
     *
     * @param step the step
     * @param phase the phase reached after the step
     * @param at when the step was reached
     */
    public record ReachedStep(BootStep step, BootPhase phase, Instant at) {}

    public BootStatus {
        commandLine = List.copyOf(commandLine);
        steps = List.copyOf(steps);
        stderr = List.copyOf(stderr);
    }

    /** Whether QEMU has exited. */
    public boolean hasEnded() {
        return exitStatus != null;
    }

    /** The exit status; null while QEMU runs or if the status is unknown. */
    public @Nullable Integer knownExitStatus() {
        return exitStatus == null || exitStatus < 0 ? null : exitStatus;
    }

    static BootStatus of(StatusSummary.BootSummary summary, StatusDetails.BootDetails details) {
        return new BootStatus(
                summary.number(),
                summary.generation(),
                details.restarts(),
                details.commandLine(),
                summary.launchedAt(),
                details.steps(),
                details.exitStatus(),
                summary.stderr());
    }

    StatusSummary.BootSummary summary(int failures, @Nullable Instant retryAt) {
        return new StatusSummary.BootSummary(
                number, generation, launchedAt, hasEnded(), knownExitStatus(), stderr, failures, retryAt);
    }

    StatusDetails.BootDetails details() {
        return new StatusDetails.BootDetails(restarts, commandLine, steps, exitStatus);
    }
}
