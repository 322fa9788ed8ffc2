package dev.outset.watch;

import dev.outset.store.VmEvent;
import dev.outset.vm.VmName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which events a watcher wants.
 *
 * @param vm the one VM; null for all
 * @param labels labels that the VM must have had when it happened
 */
public record Selection(@Nullable VmName vm, Map<String, String> labels) {

    public Selection {
        labels = Map.copyOf(labels);
    }

    /** Every event. */
    public static Selection everything() {
        return new Selection(null, Map.of());
    }

    boolean wants(VmEvent event) {
        return (vm == null || vm.equals(event.vm()))
                && event.labels().entrySet().containsAll(labels.entrySet());
    }
}
