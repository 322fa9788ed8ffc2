package dev.outset.store;

import dev.outset.vm.VmName;
import java.util.List;

/** What happened to the VMs, in order. Old events are forgotten; {@link #oldest} says from where on the log is whole. */
public interface EventLog {

    /** Stores events in the order given. */
    void append(List<EventDraft> events);

    /**
     * Events of one VM, oldest first; also of a VM that is gone.
     *
     * @param vm the VM
     * @param after the sequence of the last event already seen; 0 for none
     * @param limit the most events to give
     */
    List<VmEvent> of(VmName vm, long after, int limit);

    /**
     * Events of all VMs, oldest first.
     *
     * @param after the sequence of the last event already seen; 0 for none
     * @param limit the most events to give
     */
    List<VmEvent> since(long after, int limit);

    /** The sequence of the oldest event that is still kept; 0 when there is none. */
    long oldest();

    /** The sequence of the newest event; 0 when there is none. */
    long newest();

    /** Forgets what the settings say is too old or too much. */
    void prune();
}
