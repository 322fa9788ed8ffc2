package dev.outset.qmp;

import dev.outset.binding.EnumLabels;
import java.util.Optional;

/** QAPI's {@code MigrationStatus}. */
public enum MigrationStatus {
    /** There has been no migration. */
    NONE,
    /** The source connects, or the destination waits for it. */
    SETUP,
    /** The source stops because it was cancelled. */
    CANCELLING,
    /** The migration was cancelled. */
    CANCELLED,
    /** Memory is transferred. */
    ACTIVE,
    /** The guest runs on the destination while the remaining memory is transferred. */
    POSTCOPY_ACTIVE,
    /** The connection is lost during postcopy. */
    POSTCOPY_PAUSED,
    /** The connection is being restored during postcopy. */
    POSTCOPY_RECOVER,
    /** The migration succeeded. */
    COMPLETED,
    /** The migration failed. */
    FAILED,
    /** Both sides keep running (COLO). */
    COLO,
    /** The guest is stopped and the migration waits for {@code migrate-continue}. */
    PRE_SWITCHOVER,
    /** The remaining state is transferred with the guest stopped. */
    DEVICE,
    /** The source waits until devices are unplugged. */
    WAIT_UNPLUG;

    /** Returns the QAPI name. */
    @Override
    public String toString() {
        return EnumLabels.kebab(this);
    }

    /** Finds the status with a QAPI name. */
    public static Optional<MigrationStatus> find(String label) {
        return EnumLabels.find(MigrationStatus.class, label);
    }

    /** Whether a migration has ended. */
    public boolean isOver() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }

    /** Whether a migration has started and has not ended. */
    public boolean isActive() {
        return this != NONE && !isOver();
    }
}
