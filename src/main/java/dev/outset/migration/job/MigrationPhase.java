package dev.outset.migration.job;

/** The phase of a migration. */
public enum MigrationPhase {
    /** Both VMs are checked and the plan is made. */
    PREPARING("Preparing"),
    /** The settings are applied on both sides, and the destination listens. */
    APPLYING("Applying"),
    /** All settings are in force; {@code migrate} is sent to the source. */
    STARTING("Starting"),
    /** QEMU migrates the guest. */
    RUNNING("Running"),
    /** The previous settings are restored. */
    RESTORING("Restoring"),
    /** The migration has ended. */
    ENDED("Ended");

    private final String label;

    MigrationPhase(String label) {
        this.label = label;
    }

    /**
     * Returns the phase with a label.
     *
     * @throws IllegalArgumentException if no phase has that label
     */
    static MigrationPhase of(String label) {
        for (MigrationPhase phase : values()) {
            if (phase.label.equals(label)) {
                return phase;
            }
        }
        throw new IllegalArgumentException("'" + label + "' is not a migration phase");
    }

    @Override
    public String toString() {
        return label;
    }
}
