package dev.outset.simulator.state;

import java.util.Locale;

/** QAPI's {@code MigrationStatus}, as far as a simulated migration gets. */
public enum MigrationStatus {
    /** The source connects, or the destination waits for it. */
    SETUP,
    /** Memory travels. */
    ACTIVE,
    /** The guest is stopped and somebody has to say that it may go on. */
    PRE_SWITCHOVER,
    /** What is left travels, with the guest stopped. */
    DEVICE,
    /** The guest runs on the destination and its memory follows. */
    POSTCOPY_ACTIVE,
    /** Both sides run on for good. */
    COLO,
    /** It is done. */
    COMPLETED,
    /** It came to nothing. */
    FAILED,
    /** Somebody has ended it. */
    CANCELLED;

    /** The QAPI spelling. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static MigrationStatus of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Whether nothing follows any more. */
    public boolean isOver() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
