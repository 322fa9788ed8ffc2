package dev.outset.migration.job;

import dev.outset.binding.EnumLabels;

/** The phase of a migration. */
public enum MigrationPhase {
    /** Both VMs are checked and the plan is made. */
    PREPARING,
    /** The settings are applied on both sides, and the destination listens. */
    APPLYING,
    /** All settings are in force; {@code migrate} is sent to the source. */
    STARTING,
    /** QEMU migrates the guest. */
    RUNNING,
    /** The previous settings are restored. */
    RESTORING,
    /** The migration has ended. */
    ENDED;

    /**
     * Returns the phase with a label.
     *
     * @throws IllegalArgumentException if no phase has that label
     */
    static MigrationPhase of(String label) {
        for (MigrationPhase phase : values()) {
            if (phase.toString().equals(label)) {
                return phase;
            }
        }
        throw new IllegalArgumentException("'" + label + "' is not a migration phase");
    }

    @Override
    public String toString() {
        return EnumLabels.pascal(this);
    }
}
