package dev.outset.telemetry;

import dev.outset.status.VmStatus;
import dev.outset.store.event.EventDraft;
import dev.outset.vm.VmName;
import java.util.List;

/** A listener for statuses written by this process. */
@FunctionalInterface
interface StatusListener {

    /**
     * Called after a status has been written.
     *
     * @param name the name of the VM
     * @param status the written status
     * @param events the events written with the status
     */
    void statusWritten(VmName name, VmStatus status, List<EventDraft> events);
}
