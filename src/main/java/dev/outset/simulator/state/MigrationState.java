package dev.outset.simulator.state;

import dev.outset.qmp.MigrationStatus;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of a QEMU.
 *
 * @param outgoing the last outgoing migration; null for none
 * @param incoming the incoming migration; null for none
 */
public record MigrationState(
        @Nullable OutgoingMigration outgoing, @Nullable Incoming incoming) {

    /** No migrations. */
    public static final MigrationState NONE = new MigrationState(null, null);

    /**
     * An incoming migration.
     *
     * @param status the status at the destination
     * @param source the source
     * @param blocked whether the main loop, and with it the monitor, is blocked waiting for data
     */
    public record Incoming(MigrationStatus status, Peer source, boolean blocked) {
        /** This migration with another status. */
        public Incoming with(MigrationStatus next) {
            return new Incoming(next, source, blocked);
        }
    }

    /** This state with another outgoing migration. */
    public MigrationState with(OutgoingMigration changed) {
        return new MigrationState(changed, incoming);
    }

    /** This state with another incoming migration; null for none. */
    public MigrationState with(@Nullable Incoming changed) {
        return new MigrationState(outgoing, changed);
    }

    /** Whether the main loop is blocked waiting for migration data. */
    boolean isBlocked() {
        return incoming != null && incoming.blocked();
    }
}
