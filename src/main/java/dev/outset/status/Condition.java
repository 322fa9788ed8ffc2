package dev.outset.status;

import dev.outset.binding.EnumLabels;
import dev.outset.violation.Abbreviation;
import java.time.Instant;

/**
 * A condition of a VM, modelled on Kubernetes conditions.
 *
 * @param type the type of the condition
 * @param status whether the condition is true
 * @param reason a machine-readable reason in CamelCase
 * @param message a human-readable message of at most 2,000 characters
 * @param observedGeneration the generation of the definition that the condition refers to
 * @param lastTransitionTime when {@code status} last changed
 */
public record Condition(
        ConditionType type,
        Truth status,
        String reason,
        String message,
        long observedGeneration,
        Instant lastTransitionTime) {

    /** The maximum length of a message, since it may contain QEMU output and values of the definition. */
    private static final int MAX_MESSAGE_LENGTH = 2_000;

    /** Creates a condition and truncates its message to 2,000 characters. */
    public Condition {
        message = bounded(message);
    }

    /** Truncates a message to the length allowed for conditions and events: 2,000 characters. */
    public static String bounded(String message) {
        return Abbreviation.of(message, MAX_MESSAGE_LENGTH);
    }

    /** The status of a condition. */
    public enum Truth {
        TRUE,
        FALSE,
        UNKNOWN;

        @Override
        public String toString() {
            return EnumLabels.pascal(this);
        }
    }

    /** Whether the condition is true. */
    public boolean isTrue() {
        return status == Truth.TRUE;
    }

    private boolean hasSameContentAs(Condition other) {
        return status == other.status
                && reason.equals(other.reason)
                && message.equals(other.message)
                && observedGeneration == other.observedGeneration;
    }

    /** This condition as the successor of an older one: the transition time is kept if the status is unchanged. */
    Condition after(Condition older) {
        if (hasSameContentAs(older)) {
            return older;
        }
        Instant transition = status == older.status ? older.lastTransitionTime : lastTransitionTime;
        return new Condition(type, status, reason, message, observedGeneration, transition);
    }
}
