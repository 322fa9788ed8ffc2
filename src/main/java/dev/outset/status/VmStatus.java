package dev.outset.status;

import dev.outset.qemu.BootPhase;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The observed half of a VM.
 *
 * @param observedGeneration the generation that the last pass decided from; never goes back
 * @param phase where the VM is in its life
 * @param bootPhase QEMU's own phase; null while none runs
 * @param conditions the conditions
 * @param boot the latest start; null before the first
 * @param parameters every parameter as it was last read back; empty before that
 * @param capabilities the capabilities that the definition asks for, and others that are or were on, as they were last
 *     read back
 * @param failures how many boots in a row have failed
 * @param retryAt when the next boot may be tried; null when nothing waits
 * @param hold why no QEMU is started, when the guest has moved to another QEMU or may have; null for nothing
 */
public record VmStatus(
        long observedGeneration,
        VmPhase phase,
        @Nullable BootPhase bootPhase,
        Conditions conditions,
        @Nullable BootStatus boot,
        List<ObservedParameter> parameters,
        List<ObservedCapability> capabilities,
        int failures,
        @Nullable Instant retryAt,
        @Nullable GuestHold hold) {

    public VmStatus {
        parameters = List.copyOf(parameters);
        capabilities = List.copyOf(capabilities);
    }

    /**
     * The two parts of a status as one.
     *
     * @throws NullPointerException if the course of the boot is missing that the summary has
     */
    public static VmStatus of(StatusSummary summary, StatusDetails course) {
        StatusSummary.BootSummary start = summary.boot();
        return new VmStatus(
                summary.observedGeneration(),
                summary.phase(),
                summary.bootPhase(),
                new Conditions(summary.conditions()),
                start == null
                        ? null
                        : BootStatus.of(start, Objects.requireNonNull(course.boot(), "course of the boot")),
                course.parameters(),
                course.capabilities(),
                course.failures(),
                course.retryAt(),
                summary.hold());
    }

    /** The part of it that every answer about the VM shows. */
    public StatusSummary summary() {
        return new StatusSummary(
                observedGeneration,
                phase,
                bootPhase,
                conditions.all(),
                boot == null ? null : boot.summary(failures, retryAt),
                hold);
    }

    /** The rest of it. */
    public StatusDetails course() {
        return new StatusDetails(boot == null ? null : boot.course(), parameters, capabilities, failures, retryAt);
    }

    /** The status of a VM that has just been accepted. */
    public static VmStatus pending(Condition accepted) {
        return new VmStatus(
                0, VmPhase.PENDING, null, Conditions.none().with(accepted), null, List.of(), List.of(), 0, null, null);
    }

    /** The same status with another hold. */
    public VmStatus with(GuestHold changed) {
        return new VmStatus(
                observedGeneration,
                phase,
                bootPhase,
                conditions,
                boot,
                parameters,
                capabilities,
                failures,
                retryAt,
                changed);
    }
}
