package dev.outset.watch;

import dev.outset.store.event.VmEvent;
import dev.outset.vm.VmName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Selects the events of a watch.
 *
 * @param vm the VM; null for all VMs
 * @param labels the labels that the VM must have had when the event occurred
 * @param labelScope the label scope of the client: labels that the VM must also have had
 */
public record EventSelector(@Nullable VmName vm, Map<String, String> labels, Map<String, String> labelScope) {

    public EventSelector {
        labels = Map.copyOf(labels);
        labelScope = Map.copyOf(labelScope);
    }

    boolean matches(VmEvent event) {
        return (vm == null || vm.equals(event.vm()))
                && event.labels().entrySet().containsAll(labels.entrySet())
                && event.labels().entrySet().containsAll(labelScope.entrySet());
    }
}
