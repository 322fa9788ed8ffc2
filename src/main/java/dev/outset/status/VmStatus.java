package dev.outset.status;

import dev.outset.binding.Internal;
import dev.outset.qemu.BootPhase;
import dev.outset.qemu.RunState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The observed state of a VM.
 *
 * @param observedGeneration the generation processed by the last reconciliation
 * @param phase the lifecycle phase of the VM
 * @param bootPhase the boot phase of QEMU; null while QEMU does not run
 * @param runState the run state that QEMU last reported; null while QEMU does not run
 * @param guest where the guest is
 * @param conditions the conditions, in lifecycle order
 * @param boot the latest boot; null before the first boot
 * @param hold the hold that prevents QEMU from being started; null if there is none
 * @param settings all parameters, the capabilities that the definition requests, and others that are or were on, as
 *     last read from QEMU; empty before the first read
 * @param failedStarts the number of consecutive failures before the first boot
 * @param nextStartAt when the first boot may be attempted again; null if no retry is pending
 */
public record VmStatus(
        long observedGeneration,
        VmPhase phase,
        @Nullable BootPhase bootPhase,
        @Nullable RunState runState,
        GuestStatus guest,
        Conditions conditions,
        @Nullable BootStatus boot,
        @Nullable GuestHold hold,
        @Internal List<ObservedSetting> settings,
        @Internal int failedStarts,
        @Internal @Nullable Instant nextStartAt) {

    public VmStatus {
        settings = List.copyOf(settings);
    }

    /** The initial status of an accepted VM. */
    public static VmStatus pending(Condition accepted) {
        return new VmStatus(
                0,
                VmPhase.PENDING,
                null,
                null,
                GuestStatus.of(VmPhase.PENDING, null, null),
                Conditions.none().with(accepted),
                null,
                null,
                List.of(),
                0,
                null);
    }

    /** The number of consecutive failed boots. */
    public int failures() {
        return boot == null ? failedStarts : boot.failures();
    }

    /** When the next boot may be attempted; null if no retry is pending. */
    public @Nullable Instant retryAt() {
        return boot == null ? nextStartAt : boot.retryAt();
    }

    /** A copy without the VM to which the guest was migrated, for clients that are not authorized to see it. */
    public VmStatus withoutDestination() {
        return new VmStatus(
                observedGeneration,
                phase,
                bootPhase,
                runState,
                guest.withoutVm(),
                conditions,
                boot,
                hold == null ? null : hold.withoutDestination(),
                settings,
                failedStarts,
                nextStartAt);
    }
}
