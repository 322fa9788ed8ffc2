package dev.outset.status;

/** The lifecycle phase of a VM. */
public enum VmPhase {
    PENDING("Pending"),
    STARTING("Starting"),
    RUNNING("Running"),
    STOPPING("Stopping"),
    STOPPED("Stopped"),
    FAILED("Failed"),
    /** The guest has been migrated to another VM, and QEMU is not started for this one. */
    MIGRATED("Migrated"),
    /** The location of the guest is unknown, and QEMU is not started. */
    UNKNOWN("Unknown");

    private final String label;

    VmPhase(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
