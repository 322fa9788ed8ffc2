package dev.outset.status;

/** Where a VM is in its life, in one word. */
public enum VmPhase {
    PENDING("Pending"),
    STARTING("Starting"),
    RUNNING("Running"),
    STOPPING("Stopping"),
    STOPPED("Stopped"),
    FAILED("Failed"),
    /** Its guest has moved to another VM, and no QEMU is started for this one. */
    MIGRATED("Migrated"),
    /** It is not known where its guest is, and no QEMU is started. */
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
