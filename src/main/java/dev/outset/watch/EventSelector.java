package dev.outset.watch;

import dev.outset.store.event.VmEvent;
import dev.outset.vm.VmName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which events a watcher wants.
 *
 * @param vm the one VM; null for all
 * @param labels labels that the VM must have had when it happened
 * @param reach labels that it must have had besides, for the watcher to be told at all
 */
public record EventSelector(@Nullable VmName vm, Map<String, String> labels, Map<String, String> reach) {

    public EventSelector {
        labels = Map.copyOf(labels);
        reach = Map.copyOf(reach);
    }

    /** What a watcher wants who may see everything. */
    public EventSelector(@Nullable VmName vm, Map<String, String> labels) {
        this(vm, labels, Map.of());
    }

    /** Every event. */
    public static EventSelector everything() {
        return new EventSelector(null, Map.of());
    }

    boolean wants(VmEvent event) {
        return (vm == null || vm.equals(event.vm()))
                && event.labels().entrySet().containsAll(labels.entrySet())
                && event.labels().entrySet().containsAll(reach.entrySet());
    }
}
