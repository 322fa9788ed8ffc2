package dev.outset.telemetry;

import dev.outset.status.VmStatus;
import dev.outset.store.event.EventDraft;
import dev.outset.vm.VmName;
import java.util.List;

/** Is told of every status that this process has written. */
@FunctionalInterface
interface StatusListener {

    /**
     * A status has been written.
     *
     * @param name the VM
     * @param status its status as it is now
     * @param events what happened on the way to it
     */
    void written(VmName name, VmStatus status, List<EventDraft> events);
}
