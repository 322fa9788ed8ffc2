package dev.outset.store.vm;

import dev.outset.status.VmStatus;
import dev.outset.store.event.EventDraft;
import dev.outset.vm.VmName;
import java.util.List;

/**
 * Published after a status was written, by the replica that wrote it: each change is published once across all
 * replicas.
 *
 * @param name the VM
 * @param status the written status
 * @param events the events that were written with the status
 */
public record VmStatusSaved(VmName name, VmStatus status, List<EventDraft> events) {

    public VmStatusSaved {
        events = List.copyOf(events);
    }
}
