package dev.outset.migration.run;

import dev.outset.binding.EnumLabels;
import dev.outset.qmp.QmpForbiddenException;

/**
 * The result of a migration.
 *
 * @param result completed, failed or cancelled
 * @param reason a CamelCase word for programs
 * @param message a sentence for people
 * @param guest where the guest is
 */
public record MigrationResult(Result result, String reason, String message, Guest guest) {

    /** The outcome of a migration. */
    public enum Result {
        /** The guest runs on the destination. */
        COMPLETED,
        /** The migration failed; the reason and the location of the guest say how. */
        FAILED,
        /** The migration was cancelled; the guest is on the source. */
        CANCELLED;

        @Override
        public String toString() {
            return EnumLabels.pascal(this);
        }
    }

    /** Where the guest is when a migration has ended. */
    public enum Guest {
        /** On the source, which is no longer held. */
        SOURCE,
        /** On the destination; the source is held until it is released or deleted. */
        DESTINATION,
        /** It ended with the source's QEMU and did not reach the destination; the source is no longer held. */
        LOST,
        /** Its location is unknown; the source is held until it is released or deleted. */
        UNKNOWN;

        @Override
        public String toString() {
            return EnumLabels.pascal(this);
        }
    }

    /** Returns a success: the guest runs on the destination. */
    public static MigrationResult completed(String message) {
        return new MigrationResult(Result.COMPLETED, "Completed", message, Guest.DESTINATION);
    }

    /** Returns a failure that leaves the guest on the source. */
    public static MigrationResult failed(String reason, String message) {
        return new MigrationResult(Result.FAILED, reason, message, Guest.SOURCE);
    }

    /** Returns a failure because the host policy rejects a command; the guest is on the source. */
    static MigrationResult forbidden(QmpForbiddenException forbidden) {
        return failed(forbidden.rule(), String.valueOf(forbidden.getMessage()));
    }

    /** Returns a cancellation that leaves the guest on the source. */
    public static MigrationResult cancelled(String message) {
        return new MigrationResult(Result.CANCELLED, "Cancelled", message, Guest.SOURCE);
    }

    /** Returns this result with another location of the guest. */
    public MigrationResult withGuest(Guest location) {
        return new MigrationResult(result, reason, message, location);
    }

    /** Returns this result with text appended to its message. */
    public MigrationResult withDetail(String detail) {
        return new MigrationResult(result, reason, message + detail, guest);
    }

    /** Returns this result with the settings of the source that could not be restored. */
    public MigrationResult withRestoreFailure(String missing) {
        return withDetail(". The settings of the source were not restored: " + missing);
    }
}
