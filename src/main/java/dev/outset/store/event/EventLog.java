package dev.outset.store.event;

import dev.outset.vm.VmName;
import java.util.List;
import java.util.Map;

/**
 * What happened to the VMs, in order. Many write at once, so a reader goes no further than {@link #horizon}: up to there
 * nothing will appear any more. Old events are forgotten; {@link #forgottenThrough} says up to where.
 */
public interface EventLog {

    /** Stores events in the order given, in the caller's transaction. */
    void append(List<EventDraft> events);

    /**
     * Events of one VM, oldest first; also of a VM that is gone.
     *
     * @param vm the VM
     * @param after the sequence of the last event already seen; 0 for none
     * @param limit the most events to give
     */
    default List<VmEvent> of(VmName vm, long after, int limit) {
        return of(vm, Map.of(), after, limit);
    }

    /**
     * Events of one VM, oldest first; also of a VM that is gone.
     *
     * @param vm the VM
     * @param labels labels that it must have had when they happened
     * @param after the sequence of the last event already seen; 0 for none
     * @param limit the most events to give
     */
    List<VmEvent> of(VmName vm, Map<String, String> labels, long after, int limit);

    /**
     * Events of all VMs up to the horizon, oldest first.
     *
     * @param after the sequence of the last event already seen; 0 for none
     * @param limit the most events to give
     */
    default List<VmEvent> since(long after, int limit) {
        return since(Map.of(), after, limit);
    }

    /**
     * Events of all VMs up to the horizon, oldest first.
     *
     * @param labels labels that a VM must have had when they happened
     * @param after the sequence of the last event already seen; 0 for none
     * @param limit the most events to give
     */
    List<VmEvent> since(Map<String, String> labels, long after, int limit);

    /**
     * Events of all VMs between two places, oldest first.
     *
     * @param after the sequence of the last event already seen; 0 for none
     * @param through the last sequence to give; at most a {@link #horizon} that was read before
     * @param limit the most events to give
     */
    List<VmEvent> between(long after, long through, int limit);

    /**
     * The newest sequence up to which the log is settled. A transaction that stays open holds it back, for readers of all
     * events only.
     */
    long horizon();

    /** The sequence of the oldest event that is still kept; 0 when there is none. */
    long oldest();

    /** The sequence of the newest event; 0 when there is none. */
    long newest();

    /** The sequence up to which events have been forgotten; 0 when none has been. */
    long forgottenThrough();

    /** Forgets what the settings say is too old or too much. */
    void prune();
}
