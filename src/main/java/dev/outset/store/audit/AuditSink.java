package dev.outset.store.audit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Is told of every change that a user makes, inside the transaction that makes it: both are stored, or neither. */
@FunctionalInterface
public interface AuditSink {

    /** Takes changes down, in order. */
    void record(List<Change> changes);

    /** One that keeps nothing. */
    static AuditSink none() {
        return changes -> {};
    }

    /**
     * A change.
     *
     * @param action what was done, as {@code vm.create}
     * @param target what it was done to
     * @param labels the labels that the target had before and has after it
     * @param before the target before, as JSON; null when it is new
     * @param after the target after, as JSON; null when it is gone
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
