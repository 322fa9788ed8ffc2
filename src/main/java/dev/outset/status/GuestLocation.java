package dev.outset.status;

import dev.outset.binding.EnumLabels;

/** The locations of the guest of a VM. */
public enum GuestLocation {
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
