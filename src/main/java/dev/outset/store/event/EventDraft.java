package dev.outset.store.event;

import dev.outset.binding.EnumLabels;
import dev.outset.status.Condition;
import dev.outset.vm.VmName;
import java.time.Instant;

/**
 * An event that has not been stored yet.
 *
 * @param vm the VM
 * @param at when it occurred
 * @param type normal or warning
 * @param reason a CamelCase word for programs
 * @param message a sentence for people, truncated to 2,000 characters
 * @param generation the generation of the VM that it refers to
 */
public record EventDraft(VmName vm, Instant at, Type type, String reason, String message, long generation) {

    public EventDraft {
        message = Condition.bounded(message);
    }

    /** The event types of Kubernetes. */
    public enum Type {
        NORMAL,
        WARNING;

        @Override
        public String toString() {
            return EnumLabels.pascal(this);
        }
    }
}
