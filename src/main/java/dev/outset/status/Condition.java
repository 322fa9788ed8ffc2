package dev.outset.status;

import java.time.Instant;

/**
 * One condition of a VM, as Kubernetes writes it.
 *
 * @param type which
 * @param status whether it holds
 * @param reason one word in camel case for machines
 * @param message a sentence for people
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
