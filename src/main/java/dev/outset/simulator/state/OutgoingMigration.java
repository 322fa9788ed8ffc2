package dev.outset.simulator.state;

import dev.outset.qemu.RunState;
import dev.outset.qmp.MigrationStatus;
import dev.outset.simulator.stream.StreamOutcome;
import dev.outset.simulator.transfer.TransportAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last outgoing migration of a QEMU ({@code MigrationState} of QEMU's source side), at an instant.
 *
 * @param status the status
 * @param connection the target and the connection
 * @param progress the memory transferred so far
 * @param startedAt when {@code migrate} was executed
 * @param at the instant that the status and the progress refer to
 * @param stoppedAt when the guest was stopped for the migration; null if it was not
 * @param previousRunState the run state before the migration, restored if it fails
 * @param error the error message of a failed migration; empty for none
 */
public record OutgoingMigration(
        MigrationStatus status,
        Connection connection,
        Progress progress,
        Instant startedAt,
        Instant at,
        @Nullable Instant stoppedAt,
        RunState previousRunState,
        String error) {

    /**
     * The target and the connection of a migration.
     *
     * @param target the address in the format of {@link TransportAddress}
     * @param transport the name of the transport
     * @param peer the destination; null if no QEMU listens, or the host has not looked it up yet
     * @param outcome the outcome of the stream, determined when the connection is made; null before
     */
    public record Connection(
            String target,
            String transport,
            @Nullable Peer peer,
            @Nullable StreamOutcome outcome) {}

    /**
     * The memory transferred so far.
     *
     * @param remaining the bytes that remain in the current iteration
     * @param dirty the bytes that the guest has dirtied during the current iteration
     * @param transferred the bytes transferred
     * @param iteration the number of the current iteration over memory, from 1
     * @param throttle the CPU throttle percentage
     * @param period the memory that was found dirty since the dirty rate was last checked
     */
    public record Progress(
            long remaining, long dirty, long transferred, int iteration, int throttle, DirtyPeriod period) {

        /** This progress with other bytes that remain, none of which are dirty. */
        public Progress withRemaining(long bytes) {
            return new Progress(bytes, 0, transferred, iteration, throttle, period);
        }
    }

    /**
     * The memory that was found dirty since the dirty rate was last checked ({@code migration/ram.c: RAMState}).
     *
     * @param syncedAt when the dirty bitmap was last synchronized, which started the current iteration
     * @param checkedAt when the dirty rate was last checked
     * @param dirtied the bytes found dirty since then
     * @param transferredBefore the bytes transferred until then
     * @param highRates the number of high dirty rates since the CPUs were last throttled
     */
    public record DirtyPeriod(
            Instant syncedAt, Instant checkedAt, long dirtied, long transferredBefore, int highRates) {

        /** A period that starts at an instant, before the first iteration. */
        public static DirtyPeriod start(Instant now) {
            return new DirtyPeriod(now, now, 0, 0, 0);
        }
    }

    /** A migration that was just started. */
    public static OutgoingMigration start(String target, String transport, RunState before, Instant now) {
        return new OutgoingMigration(
                MigrationStatus.SETUP,
                new Connection(target, transport, null, null),
                new Progress(0, 0, 0, 0, 0, DirtyPeriod.start(now)),
                now,
                now,
                null,
                before,
                "");
    }

    /** Whether the migration has ended. */
    public boolean isOver() {
        return status.isOver();
    }

    /** Whether the host has not looked up the destination yet. */
    public boolean isUnconnected() {
        return status == MigrationStatus.SETUP && connection.outcome() == null;
    }

    /** This migration after the host has looked up the destination; {@code peer} is null if no QEMU listens. */
    public OutgoingMigration connected(@Nullable Peer peer, StreamOutcome outcome) {
        return new OutgoingMigration(
                status,
                new Connection(connection.target(), connection.transport(), peer, outcome),
                progress,
                startedAt,
                at,
                stoppedAt,
                previousRunState,
                error);
    }

    /** This migration with another status, reached at an instant. */
    public OutgoingMigration with(MigrationStatus next, Instant when) {
        return new OutgoingMigration(next, connection, progress, startedAt, when, stoppedAt, previousRunState, error);
    }

    /** This migration with another progress, reached at an instant. */
    public OutgoingMigration with(Progress changed, Instant when) {
        return new OutgoingMigration(status, connection, changed, startedAt, when, stoppedAt, previousRunState, error);
    }

    /** This migration after the guest was stopped in a run state. */
    public OutgoingMigration stopped(RunState from, Instant when) {
        return new OutgoingMigration(status, connection, progress, startedAt, when, when, from, error);
    }

    /** This migration after it failed with an error message. */
    public OutgoingMigration failed(String message, Instant when) {
        return new OutgoingMigration(
                MigrationStatus.FAILED, connection, progress, startedAt, when, stoppedAt, previousRunState, message);
    }
}
