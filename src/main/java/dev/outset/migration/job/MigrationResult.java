package dev.outset.migration.job;

/**
 * How a migration ended.
 *
 * @param result in a word
 * @param reason one word in camel case
 * @param message a sentence
 * @param guest where the guest is
 */
public record MigrationResult(Result result, String reason, String message, Guest guest) {

    /** How a migration ends. */
    public enum Result {
        /** The guest runs on the destination. */
        COMPLETED("Completed"),
        /** It came to nothing, or worse: the reason says which. */
        FAILED("Failed"),
        /** Somebody has ended it; the guest is on the source. */
        CANCELLED("Cancelled");

        private final String label;

        Result(String label) {
            this.label = label;
        }

        /**
         * The result of a word.
         *
         * @throws IllegalArgumentException if there is none
         */
        static Result of(String label) {
            for (Result result : values()) {
                if (result.label.equals(label)) {
                    return result;
                }
            }
            throw new IllegalArgumentException("'" + label + "' is no result");
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** Where the guest is when a migration has ended. */
    public enum Guest {
        /** On the source, which is not held any more. */
        SOURCE("Source"),
        /** On the destination; the source is held until it is released or deleted. */
        DESTINATION("Destination"),
        /** It ended with the source's QEMU and did not arrive; the source is not held any more. */
        LOST("Lost"),
        /** It is not known; the source is held until it is released or deleted. */
        UNKNOWN("Unknown");

        private final String label;

        Guest(String label) {
            this.label = label;
        }

        /**
         * The value of a label.
         *
         * @throws IllegalArgumentException if no value has that label
         */
        static Guest of(String label) {
            for (Guest guest : values()) {
                if (guest.label.equals(label)) {
                    return guest;
                }
            }
            throw new IllegalArgumentException("Unknown place of a guest: '" + label + "'");
        }

        @Override
        public String toString() {
            return label;
        }
    }

    public static MigrationResult completed(String message) {
        return new MigrationResult(Result.COMPLETED, "Completed", message, Guest.DESTINATION);
    }

    /** A failure that leaves the guest on the source. */
    public static MigrationResult failed(String reason, String message) {
        return new MigrationResult(Result.FAILED, reason, message, Guest.SOURCE);
    }

    /** A cancellation that leaves the guest on the source. */
    public static MigrationResult cancelled(String message) {
        return new MigrationResult(Result.CANCELLED, "Cancelled", message, Guest.SOURCE);
    }

    /** The same ending with the guest elsewhere. */
    public MigrationResult with(Guest elsewhere) {
        return new MigrationResult(result, reason, message, elsewhere);
    }

    /** The same ending with more to say. */
    public MigrationResult and(String more) {
        return new MigrationResult(result, reason, message + more, guest);
    }

    public MigrationResult butNotPutBack(String what) {
        return and(". The source's settings are not back: " + what);
    }
}
