package dev.outset.status;

import dev.outset.qemu.BootPhase;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The observed state of a VM.
 *
 * @param observedGeneration the generation processed by the last reconciliation; never decreases
 * @param phase the lifecycle phase of the VM
 * @param bootPhase the boot phase of QEMU; null while QEMU does not run
 * @param conditions the conditions
 * @param boot the latest boot; null before the first boot
 * @param parameters all parameters, as last read from QEMU; empty before the first read
 * @param capabilities the capabilities that the definition requests, and others that are or were on, as last read
 *     from QEMU
 * @param failures the number of consecutive failed boots
 * @param retryAt when the next boot may be attempted; null if no retry is pending
 * @param hold the hold that prevents QEMU from being started; null if there is none
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
     * Combines the two stored parts of a status.
     *
     * @throws NullPointerException if the summary has a boot but the details do not
     */
    public static VmStatus of(StatusSummary summary, StatusDetails details) {
        StatusSummary.BootSummary boot = summary.boot();
        return new VmStatus(
                summary.observedGeneration(),
                summary.phase(),
                summary.bootPhase(),
                new Conditions(summary.conditions()),
                boot == null ? null : BootStatus.of(boot, Objects.requireNonNull(details.boot(), "boot details")),
                details.parameters(),
                details.capabilities(),
                details.failures(),
                details.retryAt(),
                summary.hold());
    }

    /** The part that every response about the VM contains. */
    public StatusSummary summary() {
        return new StatusSummary(
                observedGeneration,
                phase,
                bootPhase,
                conditions.all(),
                boot == null ? null : boot.summary(failures, retryAt),
                hold);
    }

    /** The part that the summary omits. */
    public StatusDetails details() {
        return new StatusDetails(boot == null ? null : boot.details(), parameters, capabilities, failures, retryAt);
    }

    /** The initial status of an accepted VM. */
    public static VmStatus pending(Condition accepted) {
        return new VmStatus(
                0, VmPhase.PENDING, null, Conditions.none().with(accepted), null, List.of(), List.of(), 0, null, null);
    }

    /** A copy with a different hold. */
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
