package dev.outset.status;

import dev.outset.qemu.BootPhase;
import dev.outset.qemu.BootStep;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One start of a VM's QEMU.
 *
 * @param number counts the starts of this VM, from 1
 * @param generation the generation of the definition it was started with
 * @param restarts the value of the definition's restart counter it was started with
 * @param commandLine the argument list it was started with
 * @param launchedAt when it was started
 * @param steps the steps that were reached, in order
 * @param exitStatus the exit status; 134 for SIGABRT; negative when it ended and nobody could see how; null while it
 *     runs
 * @param stderr the tail of what it wrote to standard error
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
     * A step that was reached.
     *
     * @param step which
     * @param phase the phase that held afterwards
     * @param at when
     */
    public record ReachedStep(BootStep step, BootPhase phase, Instant at) {}

    public BootStatus {
        commandLine = List.copyOf(commandLine);
        steps = List.copyOf(steps);
        stderr = List.copyOf(stderr);
    }

    /** Whether it is gone. */
    public boolean hasEnded() {
        return exitStatus != null;
    }

    /** The exit status as far as it is known; null while it runs, and when it ended and nobody could see how. */
    public @Nullable Integer knownExitStatus() {
        return exitStatus == null || exitStatus < 0 ? null : exitStatus;
    }

    static BootStatus of(StatusSummary.BootSummary summary, StatusDetails.BootCourse course) {
        return new BootStatus(
                summary.number(),
                summary.generation(),
                course.restarts(),
                course.commandLine(),
                summary.launchedAt(),
                course.steps(),
                course.exitStatus(),
                summary.stderr());
    }

    StatusSummary.BootSummary summary(int failures, @Nullable Instant retryAt) {
        return new StatusSummary.BootSummary(
                number, generation, launchedAt, hasEnded(), knownExitStatus(), stderr, failures, retryAt);
    }

    StatusDetails.BootCourse course() {
        return new StatusDetails.BootCourse(restarts, commandLine, steps, exitStatus);
    }
}
