package dev.outset.status;

import java.time.Instant;

/**
 * One condition of a VM, as Kubernetes writes it.
 *
 * @param type which
 * @param status whether it holds
 * @param reason one word in camel case for machines
 * @param message a sentence for people, of at most 2,000 characters
 * @param observedGeneration the generation of the definition that it speaks of
 * @param lastTransitionTime when {@code status} last changed
 */
public record Condition(
        ConditionType type,
        Truth status,
        String reason,
        String message,
        long observedGeneration,
        Instant lastTransitionTime) {

    /** The most characters of a message: it may quote QEMU and values of the definition. */
    private static final int MESSAGE = 2_000;

    public Condition {
        message = bounded(message);
    }

    /** A message of the length that conditions and events may have. */
    public static String bounded(String message) {
        if (message.length() <= MESSAGE) {
            return message;
        }
        int end = Character.isHighSurrogate(message.charAt(MESSAGE - 2)) ? MESSAGE - 2 : MESSAGE - 1;
        return message.substring(0, end) + "…";
    }

    /** Whether a condition holds. */
    public enum Truth {
        TRUE("True"),
        FALSE("False"),
        UNKNOWN("Unknown");

        private final String label;

        Truth(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** Whether it holds. */
    public boolean isTrue() {
        return status == Truth.TRUE;
    }

    private boolean saysTheSameAs(Condition other) {
        return status == other.status
                && reason.equals(other.reason)
                && message.equals(other.message)
                && observedGeneration == other.observedGeneration;
    }

    /** This condition after an older one of its type: the time of transition stays when the status did. */
    Condition after(Condition older) {
        if (saysTheSameAs(older)) {
            return older;
        }
        Instant transition = status == older.status ? older.lastTransitionTime : lastTransitionTime;
        return new Condition(type, status, reason, message, observedGeneration, transition);
    }
}
