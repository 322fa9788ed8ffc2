package dev.outset.store.event;

import dev.outset.vm.VmName;
import java.util.List;
import java.util.Map;

/**
 * The events of all VMs, in order. Since several transactions write at once, readers read only up to {@link #lowWatermark},
 * below which no more events will appear. Old events are pruned; {@link #prunedThrough} returns the last pruned
 * sequence.
 */
public interface EventLog {

    /** Stores events in the given order, in the caller's transaction. */
    void append(List<EventDraft> events);

    /**
     * Returns events of one VM, oldest first, including those of a deleted VM.
     *
     * @param vm the VM
     * @param after the sequence of the last event already read; 0 for none
     * @param limit the maximum number of events
     */
    default List<VmEvent> of(VmName vm, long after, int limit) {
        return of(vm, Map.of(), after, limit);
    }

    /**
     * Returns events of one VM, oldest first, including those of a deleted VM.
     *
     * @param vm the VM
     * @param labels labels that the VM must have had when the event occurred
     * @param after the sequence of the last event already read; 0 for none
     * @param limit the maximum number of events
     */
    List<VmEvent> of(VmName vm, Map<String, String> labels, long after, int limit);

    /**
     * Returns events of all VMs up to the low watermark, oldest first.
     *
     * @param after the sequence of the last event already read; 0 for none
     * @param limit the maximum number of events
     */
    default List<VmEvent> since(long after, int limit) {
        return since(Map.of(), after, limit);
    }

    /**
     * Returns events of all VMs up to the low watermark, oldest first.
     *
     * @param labels labels that a VM must have had when the event occurred
     * @param after the sequence of the last event already read; 0 for none
     * @param limit the maximum number of events
     */
    List<VmEvent> since(Map<String, String> labels, long after, int limit);

    /**
     * Returns events of all VMs between two sequences, oldest first.
     *
     * @param after the sequence of the last event already read; 0 for none
     * @param through the last sequence to return; at most a value that {@link #lowWatermark} returned before
     * @param limit the maximum number of events
     */
    List<VmEvent> between(long after, long through, int limit);

    /**
     * Returns the low watermark: the newest sequence up to which no more events will appear. An open transaction holds
     * it back, which affects only readers of all events.
     */
    long lowWatermark();

    /** Returns the sequence of the oldest stored event; 0 if there is none. */
    long oldest();

    /** Returns the sequence of the newest event; 0 if there is none. */
    long newest();

    /** Returns the sequence up to which events were pruned; 0 if none were. */
    long prunedThrough();

    /** Deletes events that exceed the maximum age or count. */
    void prune();
}
