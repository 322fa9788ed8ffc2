package dev.outset.status;

import dev.outset.binding.EnumLabels;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A hold that prevents QEMU from being started for a VM, because its guest runs, or may run, in another QEMU.
 *
 * @param reason the reason of the hold
 * @param destination the VM that runs, or may run, the guest; null if unknown or outside the label scope of the
 *     client
 * @param migration the id of the migration; null if the migration was not run by this service
 * @param since when the hold was placed
 */
public record GuestHold(
        Reason reason,
        @Nullable String destination,
        @Nullable String migration,
        Instant since) {

    /** The reason of a hold. */
    public enum Reason {
        /** A migration is about to start or in progress. */
        MIGRATING,
        /** The guest runs on the destination. */
        MIGRATED,
        /** A migration has ended, and the location of the guest is unknown. */
        GUEST_LOCATION_UNKNOWN,
        /** The guest was migrated by another client of the QEMU monitor. */
        MIGRATED_OUTSIDE,
        /** A user has released the VM, but the controller has not yet processed the release. */
        RELEASED;

        @Override
        public String toString() {
            return EnumLabels.pascal(this);
        }
    }

    /** Whether the hold prevents QEMU from being started. */
    public boolean isActive() {
        return reason != Reason.RELEASED;
    }

    /** Whether only a release or the deletion of the VM ends the hold; the end of the migration does not. */
    public boolean needsRelease() {
        return isActive() && reason != Reason.MIGRATING;
    }

    /** A copy without the destination, for clients that are not authorized to see it. */
    public GuestHold withoutDestination() {
        return new GuestHold(reason, null, migration, since);
    }

    /** A sentence that describes where the guest is. */
    public String describe() {
        String by = migration == null ? "" : " (migration " + migration + ")";
        String to = destination == null ? "another VM" : "'" + destination + "'";
        return switch (reason) {
            case MIGRATING -> "Its guest is being migrated to " + to + by;
            case MIGRATED -> "Its guest was migrated to " + to + by;
            case GUEST_LOCATION_UNKNOWN -> "It is not known whether its guest is at " + to + by;
            case MIGRATED_OUTSIDE ->
                "Its guest was migrated to another QEMU by a client of the monitor other than this service";
            case RELEASED -> "It has been released";
        };
    }
}
