package dev.outset.store.audit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records the changes that users make, in the transaction that makes them. */
@FunctionalInterface
public interface AuditSink {

    /** Records changes, in order. */
    void record(List<Change> changes);

    /** Returns a sink that discards all changes. */
    static AuditSink none() {
        return changes -> {};
    }

    /**
     * A change.
     *
     * @param action the action, such as {@code vm.create}
     * @param target the name or id of the changed object
     * @param labels the labels that the target has both before and after the change
     * @param before the target before the change, as JSON; null if it is new
     * @param after the target after the change, as JSON; null if it was deleted
     */
    record Change(
            String action,
            String target,
            Map<String, String> labels,
            @Nullable String before,
            @Nullable String after) {

        public Change {
            labels = Map.copyOf(labels);
        }
    }
}
