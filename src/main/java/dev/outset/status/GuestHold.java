package dev.outset.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why no QEMU is started for a VM: its guest has moved to another QEMU, or may have.
 *
 * @param reason why
 * @param destination the VM that has the guest or may have it; null when it is not known, or not
 *     within reach of the reader
 * @param migration the id of the migration; null for one that this service has not carried out
 * @param since since when
 */
public record GuestHold(
        Reason reason,
        @Nullable String destination,
        @Nullable String migration,
        Instant since) {

    /** Why a VM is held. */
    public enum Reason {
        /** A migration is about to start or goes on. */
        MIGRATING("Migrating"),
        /** The guest has arrived at the destination. */
        MIGRATED("Migrated"),
        /** A migration has ended, and it is not known where the guest is. */
        LOCATION_UNKNOWN("GuestLocationUnknown"),
        /** The guest was migrated by another client of QEMU's monitor. */
        MIGRATED_OUTSIDE("MigratedOutside"),
        /** A user has released the VM, and the controller has not acted on it yet. */
        RELEASED("Released");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        /**
         * The reason of a label.
         *
         * @throws IllegalArgumentException if no reason has that label
         */
        public static Reason of(String label) {
            for (Reason reason : values()) {
                if (reason.label.equals(label)) {
                    return reason;
                }
            }
            throw new IllegalArgumentException("Unknown reason of a hold: '" + label + "'");
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** Whether no QEMU may be started. */
    public boolean isInForce() {
        return reason != Reason.RELEASED;
    }

    /** Whether only a release or the deletion of the VM ends it; the end of the migration does not. */
    public boolean needsRelease() {
        return isInForce() && reason != Reason.MIGRATING;
    }

    /** The same hold for a reader who may not know the destination. */
    public GuestHold withoutDestination() {
        return new GuestHold(reason, null, migration, since);
    }

    /** Where the guest is, as far as it is known. */
    public String describe() {
        String by = migration == null ? "" : " (migration " + migration + ")";
        String to = destination == null ? "another VM" : "'" + destination + "'";
        return switch (reason) {
            case MIGRATING -> "Its guest is being migrated to " + to + by;
            case MIGRATED -> "Its guest was migrated to " + to + by;
            case LOCATION_UNKNOWN -> "It is not known whether its guest is at " + to + by;
            case MIGRATED_OUTSIDE ->
                "Its guest was migrated to another QEMU by a client of the monitor other than this service";
            case RELEASED -> "It has been released";
        };
    }
}
