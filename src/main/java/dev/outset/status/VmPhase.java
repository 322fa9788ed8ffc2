package dev.outset.status;

/** Where a VM is in its life, in one word. */
public enum VmPhase {
    PENDING("Pending"),
    STARTING("Starting"),
    RUNNING("Running"),
    STOPPING("Stopping"),
    STOPPED("Stopped"),
    FAILED("Failed");

    private final String label;

    VmPhase(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
