package dev.outset.watch;

import dev.outset.store.event.VmEvent;

/** What a watcher is told. */
public sealed interface StreamItem {

    /**
     * Something happened.
     *
     * @param event what
     */
    record Happened(VmEvent event) implements StreamItem {}

    /**
     * Events between two places are forgotten; what happened there is not known.
     *
     * @param after the sequence of the last event that the watcher has seen
     * @param through the last sequence that is forgotten; the watch goes on after it
     */
    record Gap(long after, long through) implements StreamItem {}

    /**
     * The watch has ended; another one can go on after the last event seen.
     *
     * @param reason why
     */
    record Ended(Reason reason) implements StreamItem {}

    /** Why a watch ends. */
    enum Reason {
        /** The watcher read more slowly than events came. */
        TOO_SLOW,
        /** The process stops. */
        SHUTDOWN,
        /** The key or token of the watcher has ended. */
        ACCESS_ENDED;

        @Override
        public String toString() {
            return switch (this) {
                case TOO_SLOW -> "TooSlow";
                case SHUTDOWN -> "Shutdown";
                case ACCESS_ENDED -> "AccessEnded";
            };
        }
    }
}
