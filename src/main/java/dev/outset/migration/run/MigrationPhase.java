package dev.outset.migration.run;

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

    @Override
    public String toString() {
        return EnumLabels.pascal(this);
    }
}
