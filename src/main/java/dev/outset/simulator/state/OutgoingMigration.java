package dev.outset.simulator.state;

import dev.outset.simulator.stream.StreamOutcome;
import dev.outset.simulator.transfer.TransportAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The migration that a QEMU has started last ({@code MigrationState} of QEMU's source side), as it was at an instant.
 *
 * @param status how far it is
 * @param course where it goes
 * @param progress what has travelled
 * @param startedAt when {@code migrate} was executed
 * @param at the instant of which this speaks
 * @param stoppedAt when the guest was stopped for it; null while it was not
 * @param before the run state to go back to
 * @param error why it failed; empty for nothing
 */
public record OutgoingMigration(
        MigrationStatus status,
        Course course,
        Progress progress,
        Instant startedAt,
        Instant at,
        @Nullable Instant stoppedAt,
        RunState before,
        String error) {

    /**
     * Where it goes.
     *
     * @param target the address as {@link TransportAddress} writes it
     * @param transport the transport's name
     * @param peer who listens there; null when nobody does, or the host has not looked yet
     * @param fate what will become of it; null as long as it is not connected
     */
    public record Course(
            String target,
            String transport,
            @Nullable Peer peer,
            @Nullable StreamOutcome fate) {}

    /**
     * What has travelled.
     *
     * @param remaining the bytes left of this pass
     * @param dirty the bytes that were written anew during it
     * @param sent the bytes that travelled
     * @param pass counts the passes over memory, from 1
     * @param throttle how much the guest is slowed down, in per cent
     */
    public record Progress(long remaining, long dirty, long sent, int pass, int throttle) {}

    /** It begins. */
    public static OutgoingMigration begun(String target, String transport, RunState before, Instant now) {
        return new OutgoingMigration(
                MigrationStatus.SETUP,
                new Course(target, transport, null, null),
                new Progress(0, 0, 0, 0, 0),
                now,
                now,
                null,
                before,
                "");
    }

    public boolean isOver() {
        return status.isOver();
    }

    /** Whether somebody has to look for who listens there. */
    public boolean isUnconnected() {
        return status == MigrationStatus.SETUP && course.fate() == null;
    }

    public OutgoingMigration connected(@Nullable Peer peer, StreamOutcome fate) {
        return new OutgoingMigration(
                status,
                new Course(course.target(), course.transport(), peer, fate),
                progress,
                startedAt,
                at,
                stoppedAt,
                before,
                error);
    }

    public OutgoingMigration with(MigrationStatus next, Instant when) {
        return new OutgoingMigration(next, course, progress, startedAt, when, stoppedAt, before, error);
    }

    public OutgoingMigration with(Progress changed, Instant when) {
        return new OutgoingMigration(status, course, changed, startedAt, when, stoppedAt, before, error);
    }

    public OutgoingMigration stopped(RunState from, Instant when) {
        return new OutgoingMigration(status, course, progress, startedAt, when, when, from, error);
    }

    public OutgoingMigration failed(String why, Instant when) {
        return new OutgoingMigration(MigrationStatus.FAILED, course, progress, startedAt, when, stoppedAt, before, why);
    }
}
