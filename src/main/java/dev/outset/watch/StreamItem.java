package dev.outset.watch;

import dev.outset.binding.EnumLabels;
import dev.outset.store.event.VmEvent;

/** An item of an event stream. */
public sealed interface StreamItem {

    /**
     * An event occurred.
     *
     * @param event the event
     */
    record Happened(VmEvent event) implements StreamItem {}

    /**
     * Events between two positions have been pruned from the log.
     *
     * @param after the sequence of the last delivered event
     * @param through the last pruned sequence; the watch continues after it
     */
    record Gap(long after, long through) implements StreamItem {}

    /**
     * The watch has ended; a new watch can resume after the last delivered event.
     *
     * @param reason the reason
     */
    record Ended(Reason reason) implements StreamItem {}

    /** Why a watch ends. */
    enum Reason {
        /** The client read events more slowly than they occurred. */
        TOO_SLOW,
        /** The process is shutting down. */
        SHUTDOWN,
        /** The API key or token of the client has expired or was revoked. */
        ACCESS_ENDED;

        @Override
        public String toString() {
            return EnumLabels.pascal(this);
        }
    }
}
