package dev.outset.simulator;

import org.jspecify.annotations.Nullable;

/**
 * The migrations a QEMU takes part in.
 *
 * @param outgoing the one it has started last; null for none
 * @param arrival the one that comes to it; null for none
 */
record Passage(@Nullable Outgoing outgoing, @Nullable Arrival arrival) {

    /** It takes part in none. */
    static final Passage NONE = new Passage(null, null);

    /**
     * A migration that comes in.
     *
     * @param status how far it is, as the destination knows
     * @param source who sends
     * @param blocked whether the main loop waits for bytes, and the monitor with it
     */
    record Arrival(MigrationStatus status, Peer source, boolean blocked) {
        Arrival with(MigrationStatus next) {
            return new Arrival(next, source, blocked);
        }
    }

    Passage with(Outgoing changed) {
        return new Passage(changed, arrival);
    }

    Passage with(@Nullable Arrival changed) {
        return new Passage(outgoing, changed);
    }

    /** Whether the main loop waits for bytes of a migration. */
    boolean isBlocked() {
        return arrival != null && arrival.blocked();
    }
}
