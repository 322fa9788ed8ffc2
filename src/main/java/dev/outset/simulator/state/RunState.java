package dev.outset.simulator.state;

import dev.outset.binding.EnumLabels;
import java.util.Locale;

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

    /** The QAPI name. */
    public String label() {
        return EnumLabels.kebab(this);
    }

    /**
     * The state with a QAPI name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static RunState of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
