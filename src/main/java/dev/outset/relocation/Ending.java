package dev.outset.relocation;

/**
 * How a migration ended.
 *
 * @param result in a word
 * @param reason one word in camel case
 * @param message a sentence
 */
public record Ending(Result result, String reason, String message) {

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

    static Ending completed(String message) {
        return new Ending(Result.COMPLETED, "Completed", message);
    }

    static Ending failed(String reason, String message) {
        return new Ending(Result.FAILED, reason, message);
    }

    static Ending cancelled(String message) {
        return new Ending(Result.CANCELLED, "Cancelled", message);
    }

    Ending butNotPutBack(String what) {
        return new Ending(result, reason, message + ". The source's settings are not back: " + what);
    }
}
