package dev.outset.simulator.state;

import org.jspecify.annotations.Nullable;

/**
 * The migrations a QEMU takes part in.
 *
 * @param outgoing the one it has started last; null for none
 * @param arrival the one that comes to it; null for none
 */
public record MigrationState(
        @Nullable OutgoingMigration outgoing, @Nullable Arrival arrival) {

    /** It takes part in none. */
    public static final MigrationState NONE = new MigrationState(null, null);

    /**
     * A migration that comes in.
     *
     * @param status how far it is, as the destination knows
     * @param source who sends
     * @param blocked whether the main loop waits for bytes, and the monitor with it
     */
    public record Arrival(MigrationStatus status, Peer source, boolean blocked) {
        public Arrival with(MigrationStatus next) {
            return new Arrival(next, source, blocked);
        }
    }

    public MigrationState with(OutgoingMigration changed) {
        return new MigrationState(changed, arrival);
    }

    public MigrationState with(@Nullable Arrival changed) {
        return new MigrationState(outgoing, changed);
    }

    /** Whether the main loop waits for bytes of a migration. */
    boolean isBlocked() {
        return arrival != null && arrival.blocked();
    }
}
