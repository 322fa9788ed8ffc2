package dev.outset.simulator.state;

import java.util.Locale;

/** QAPI's {@code RunState}, as far as a simulated QEMU gets. */
public enum RunState {
    /** The guest has not run yet. */
    PRELAUNCH,
    /** An incoming migration is expected. */
    INMIGRATE,
    /** The guest runs. */
    RUNNING,
    /** The guest was stopped. */
    PAUSED,
    /** The guest is stopped for the end of a migration. */
    FINISH_MIGRATE,
    /** The guest has gone to another QEMU. */
    POSTMIGRATE;

    /** The QAPI spelling. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a QAPI spelling.
     *
     * @throws IllegalArgumentException if no state is spelled so
     */
    public static RunState of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
