package dev.outset.store.event;

import dev.outset.status.Condition;
import dev.outset.vm.VmName;
import java.time.Instant;

/**
 * An event that has not been stored yet.
 *
 * @param vm the VM
 * @param at when it happened
 * @param type whether it is good news or bad
 * @param reason one word in camel case
 * @param message a sentence of at most 2,000 characters
 * @param generation the generation it speaks of
 */
public record EventDraft(VmName vm, Instant at, Type type, String reason, String message, long generation) {

    public EventDraft {
        message = Condition.bounded(message);
    }

    /** The kinds of events that Kubernetes knows. */
    public enum Type {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String label;

        Type(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }
}
