package dev.outset.simulator.state;

import dev.outset.binding.EnumLabels;

/** QAPI's {@code RunState}, limited to the values that a simulated QEMU reaches. */
public enum RunState {
    /** The guest has not run yet. */
    PRELAUNCH,
    /** An incoming migration is expected. */
    INMIGRATE,
    /** The guest runs. */
    RUNNING,
    /** The guest was stopped. */
    PAUSED,
    /** The guest is stopped for the final phase of a migration. */
    FINISH_MIGRATE,
    /** The guest was migrated to another QEMU. */
    POSTMIGRATE;

    /** Returns the QAPI name. */
    @Override
    public String toString() {
        return EnumLabels.kebab(this);
    }
}
