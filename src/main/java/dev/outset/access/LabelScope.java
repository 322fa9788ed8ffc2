package dev.outset.access;

import dev.outset.store.vm.VmRepository;
import dev.outset.vm.LabelSyntax;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The VMs that a principal may access: those that have all labels of the scope.
 *
 * @param labels the required labels; empty for every VM
 */
public record LabelScope(Map<String, String> labels) {

    private static final LabelScope EVERYTHING = new LabelScope(Map.of());

    public LabelScope {
        labels.forEach((key, value) -> {
            if (!LabelSyntax.isValid(key, value)) {
                throw new IllegalArgumentException("'" + key + "=" + value + "' is not a valid label");
            }
        });
        labels = Map.copyOf(labels);
    }

    /** The scope that includes every VM. */
    public static LabelScope unrestricted() {
        return EVERYTHING;
    }

    /** Whether the scope includes every VM. */
    public boolean isUnrestricted() {
        return labels.isEmpty();
    }

    /** Whether an object with the given labels is in scope. */
    public boolean includes(Map<String, String> others) {
        return others.entrySet().containsAll(labels.entrySet());
    }

    /** The labels of the scope that are missing in the given labels or have another value there; sorted by key. */
    public Map<String, String> missingFrom(Map<String, String> others) {
        Map<String, String> missing = new TreeMap<>(labels);
        missing.entrySet().removeAll(others.entrySet());
        return missing;
    }

    /** Combines a label selector with the labels of the scope; empty if they contradict each other. */
    public Optional<Map<String, String>> narrow(Map<String, String> selector) {
        Map<String, String> both = new HashMap<>(selector);
        both.putAll(labels);
        return both.entrySet().containsAll(selector.entrySet()) ? Optional.of(both) : Optional.empty();
    }

    /** Restricts a query to the scope; empty if the query contradicts it. */
    public Optional<VmRepository.Query> narrow(VmRepository.Query query) {
        return narrow(query.labels()).map(query::withLabels);
    }
}
