package dev.outset.status;

import dev.outset.qemu.RunState;
import org.jspecify.annotations.Nullable;

/**
 * Where the guest of a VM is.
 *
 * @param location the location
 * @param vm the VM to which the guest was migrated; null if it was not migrated, or if that VM is unknown or outside the
 *     label scope of the client
 */
public record GuestStatus(GuestLocation location, @Nullable String vm) {

    /**
     * Returns the location of the guest of a VM.
     *
     * @param phase the phase of the VM
     * @param runState the run state that its QEMU last reported; null if no QEMU runs, or if it has not reported any
     * @param hold the hold of the VM; null if there is none
     */
    public static GuestStatus of(VmPhase phase, @Nullable RunState runState, @Nullable GuestHold hold) {
        return switch (hold == null ? GuestHold.Reason.RELEASED : hold.reason()) {
            case MIGRATED, MIGRATED_OUTSIDE -> new GuestStatus(GuestLocation.ELSEWHERE, destination(hold));
            case GUEST_LOCATION_UNKNOWN -> new GuestStatus(GuestLocation.UNKNOWN, null);
            case MIGRATING ->
                runState == null
                        ? new GuestStatus(GuestLocation.UNKNOWN, null)
                        : at(runState, runState == RunState.POSTMIGRATE ? destination(hold) : null);
            case RELEASED ->
                runState == null
                        ? new GuestStatus(phase == VmPhase.RUNNING ? GuestLocation.UNKNOWN : GuestLocation.NONE, null)
                        : at(runState, null);
        };
    }

    private static @Nullable String destination(@Nullable GuestHold hold) {
        return hold == null ? null : hold.destination();
    }

    private static GuestStatus at(RunState runState, @Nullable String destination) {
        GuestLocation location = switch (runState) {
            case INMIGRATE -> GuestLocation.AWAITED;
            case POSTMIGRATE -> GuestLocation.ELSEWHERE;
            case DEBUG,
                    INTERNAL_ERROR,
                    IO_ERROR,
                    PAUSED,
                    PRELAUNCH,
                    FINISH_MIGRATE,
                    RESTORE_VM,
                    RUNNING,
                    SAVE_VM,
                    SHUTDOWN,
                    SUSPENDED,
                    WATCHDOG,
                    GUEST_PANICKED,
                    COLO -> GuestLocation.HERE;
        };
        return new GuestStatus(location, destination);
    }

    /** A copy without the other VM, for clients that are not authorized to see it. */
    GuestStatus withoutVm() {
        return new GuestStatus(location, null);
    }
}
