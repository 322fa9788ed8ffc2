package dev.outset.status;

import dev.outset.binding.EnumLabels;
import dev.outset.qemu.RunState;
import org.jspecify.annotations.Nullable;

/**
 * Where the guest of a VM is.
 *
 * @param location the location
 * @param vm the VM to which the guest was migrated; null if it was not migrated, or if that VM is unknown or outside the
 *     label scope of the client
 */
public record GuestLocation(Location location, @Nullable String vm) {

    /** The locations of a guest. */
    public enum Location {
        /** QEMU does not run, or is still starting. */
        NONE,
        /** The QEMU of this VM waits for an incoming migration. */
        AWAITED,
        /** The QEMU of this VM has the guest, running or stopped. */
        HERE,
        /** The guest was migrated to another QEMU. */
        ELSEWHERE,
        /** The location is unknown. */
        UNKNOWN;

        @Override
        public String toString() {
            return EnumLabels.pascal(this);
        }
    }

    /**
     * Returns the location of the guest of a VM.
     *
     * @param phase the phase of the VM
     * @param runState the run state that its QEMU last reported; null if no QEMU runs, or if it has not reported any
     * @param hold the hold of the VM; null if there is none
     */
    public static GuestLocation of(VmPhase phase, @Nullable RunState runState, @Nullable GuestHold hold) {
        return switch (hold == null ? GuestHold.Reason.RELEASED : hold.reason()) {
            case MIGRATED, MIGRATED_OUTSIDE -> new GuestLocation(Location.ELSEWHERE, destination(hold));
            case GUEST_LOCATION_UNKNOWN -> new GuestLocation(Location.UNKNOWN, null);
            case MIGRATING ->
                runState == null
                        ? new GuestLocation(Location.UNKNOWN, null)
                        : at(runState, runState == RunState.POSTMIGRATE ? destination(hold) : null);
            case RELEASED ->
                runState == null
                        ? new GuestLocation(phase == VmPhase.RUNNING ? Location.UNKNOWN : Location.NONE, null)
                        : at(runState, null);
        };
    }

    private static @Nullable String destination(@Nullable GuestHold hold) {
        return hold == null ? null : hold.destination();
    }

    private static GuestLocation at(RunState runState, @Nullable String destination) {
        Location location = switch (runState) {
            case INMIGRATE -> Location.AWAITED;
            case POSTMIGRATE -> Location.ELSEWHERE;
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
                    COLO -> Location.HERE;
        };
        return new GuestLocation(location, destination);
    }

    /** A copy without the other VM, for clients that are not authorized to see it. */
    GuestLocation withoutVm() {
        return new GuestLocation(location, null);
    }
}
