package dev.outset.access;

import dev.outset.store.vm.VmRepository;
import dev.outset.vm.LabelSyntax;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which VMs a subject may see and touch: those that have all of some labels.
 *
 * @param labels the labels; none for every VM
 */
public record LabelScope(Map<String, String> labels) {

    private static final LabelScope EVERYTHING = new LabelScope(Map.of());

    public LabelScope {
        labels.forEach((key, value) -> {
            if (!LabelSyntax.isValid(key, value)) {
                throw new IllegalArgumentException("'" + key + "=" + value + "' is no label");
            }
        });
        labels = Map.copyOf(labels);
    }

    /** Every VM. */
    public static LabelScope everything() {
        return EVERYTHING;
    }

    /** Whether it holds every VM. */
    public boolean isEverything() {
        return labels.isEmpty();
    }

    /** Whether something with these labels is within it. */
    public boolean holds(Map<String, String> others) {
        return others.entrySet().containsAll(labels.entrySet());
    }

    /** The labels that something lacks, or has with another value, to be within it; in order. */
    public Map<String, String> missingIn(Map<String, String> others) {
        Map<String, String> missing = new TreeMap<>(labels);
        missing.entrySet().removeAll(others.entrySet());
        return missing;
    }

    /** Wanted labels and those of the reach together; empty if nothing can have both. */
    public Optional<Map<String, String>> narrow(Map<String, String> wanted) {
        Map<String, String> both = new HashMap<>(wanted);
        both.putAll(labels);
        return both.entrySet().containsAll(wanted.entrySet()) ? Optional.of(both) : Optional.empty();
    }

    /** A query for what is within it; empty if the query asks for what cannot be. */
    public Optional<VmRepository.Query> narrow(VmRepository.Query query) {
        return narrow(query.labels())
                .map(both -> new VmRepository.Query(
                        both,
                        query.condition(),
                        query.qemuVersion(),
                        query.parameters(),
                        query.after(),
                        query.limit(),
                        query.bytes()));
    }
}
