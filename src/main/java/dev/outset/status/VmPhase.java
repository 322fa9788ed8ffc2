package dev.outset.status;

import dev.outset.binding.EnumLabels;

/** The lifecycle phase of a VM. */
public enum VmPhase {
    PENDING,
    STARTING,
    RUNNING,
    STOPPING,
    STOPPED,
    FAILED,
    /** The guest has been migrated to another VM, and QEMU is not started for this one. */
    MIGRATED,
    /** The location of the guest is unknown, and QEMU is not started. */
    UNKNOWN;

    @Override
    public String toString() {
        return EnumLabels.pascal(this);
    }
}
