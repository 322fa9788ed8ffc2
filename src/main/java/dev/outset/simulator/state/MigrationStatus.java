package dev.outset.simulator.state;

import dev.outset.binding.EnumLabels;
import java.util.Locale;

/** QAPI's {@code MigrationStatus}, limited to the values that a simulated migration reaches. */
public enum MigrationStatus {
    /** The source connects, or the destination waits for it. */
    SETUP,
    /** Memory is transferred. */
    ACTIVE,
    /** The guest is stopped and the migration waits for {@code migrate-continue}. */
    PRE_SWITCHOVER,
    /** The remaining state is transferred with the guest stopped. */
    DEVICE,
    /** The guest runs on the destination while the remaining memory is transferred. */
    POSTCOPY_ACTIVE,
    /** Both sides keep running (COLO). */
    COLO,
    /** The migration succeeded. */
    COMPLETED,
    /** The migration failed. */
    FAILED,
    /** The migration was cancelled. */
    CANCELLED;

    /** The QAPI name. */
    public String label() {
        return EnumLabels.kebab(this);
    }

    /**
     * The status with a QAPI name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static MigrationStatus of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Whether the status is final. */
    public boolean isOver() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
