package dev.outset.simulator.transfer;

import dev.outset.qmp.MigrationStatus;
import dev.outset.simulator.state.MigrationState.Incoming;
import dev.outset.simulator.state.OutgoingMigration;
import dev.outset.simulator.stream.StreamOutcome;
import dev.outset.simulator.stream.StreamOutcome.Kind;
import dev.outset.simulator.stream.StreamOutcome.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Simulates a migration over time. The next transition and its time depend on the outcome of the stream, the current
 * settings of the source, and the progress so far.
 *
 * <pre>
 *   setup ──→ active ──→ (pre-switchover) ──→ active, guest stopped ──→ completed
 *      └────────┴──────────────┴───────────────────────┴──→ failed, cancelled
 * </pre>
 */
public final class MigrationSimulation {

    /** The time to connect. */
    private static final Duration SETUP = Duration.ofMillis(2);

    /** The time until a destination fails on the first bytes of memory. */
    private static final Duration READING = Duration.ofMillis(1);

    /** The time to transfer the device state. */
    private static final Duration DEVICES = Duration.ofMillis(5);

    private static final String CUT_OFF = "load of migration failed: Input/output error";

    private final MigrationSide source;

    private final @Nullable MigrationSide destination;

    /** A simulation of a source and its destination; {@code destination} is null if there is none. */
    public MigrationSimulation(MigrationSide source, @Nullable MigrationSide destination) {
        this.source = source;
        this.destination = destination;
    }

    /** Performs all transitions that are due at an instant. */
    void advanceTo(Instant now) {
        failIfPeerIsGone(now);
        updateDestination();
        Instant due = next();
        while (due != null && !due.isAfter(now)) {
            Snapshot before = Snapshot.of(outgoing());
            Instant since = outgoing().at();
            performNext(due);
            skipRepeatedIterations(before, Duration.between(since, due), now);
            due = next();
        }
        updateDestination();
    }

    /** The part of the state by which repeated iterations are detected. */
    private record Snapshot(MigrationStatus status, OutgoingMigration.Progress progress) {
        static Snapshot of(OutgoingMigration outgoing) {
            return new Snapshot(outgoing.status(), outgoing.progress());
        }

        boolean isRepeatedBy(Snapshot next) {
            return status == next.status
                    && status == MigrationStatus.ACTIVE
                    && progress.remaining() == next.progress.remaining()
                    && progress.throttle() == next.progress.throttle();
        }
    }

    /**
     * Skips repeated iterations: a migration that does not converge repeats the same iteration for any length of time.
     */
    private void skipRepeatedIterations(Snapshot before, Duration iteration, Instant now) {
        OutgoingMigration outgoing = outgoing();
        boolean repeats = outgoing.stoppedAt() == null && before.isRepeatedBy(Snapshot.of(outgoing));
        if (!repeats || !iteration.isPositive()) {
            return;
        }
        long times = Duration.between(outgoing.at(), now).dividedBy(iteration);
        BandwidthModel bandwidth = source.bandwidth();
        OutgoingMigration.Progress progress = outgoing.progress();
        long sent = progress.transferred() - before.progress().transferred();
        long dirtied = Math.min(bandwidth.usedBytes(), bandwidth.dirtiedBytes(iteration, progress.throttle()));
        if (times > 0 && bandwidth.throttle().isSettled(progress.throttle(), dirtied, sent)) {
            source.update(outgoing.with(
                    RamIterations.repeated(progress, times, sent, iteration),
                    outgoing.at().plus(iteration.multipliedBy(times))));
        }
    }

    private OutgoingMigration outgoing() {
        return source.outgoing();
    }

    private StreamOutcome outcome() {
        return Objects.requireNonNull(outgoing().connection().outcome());
    }

    /** Fails the migration if the destination has exited or was replaced by another QEMU. */
    private void failIfPeerIsGone(Instant now) {
        OutgoingMigration outgoing = outgoing();
        boolean lost = !outgoing.isOver()
                && outgoing.connection().peer() != null
                && (destination == null || destination.hasExited(now));
        if (lost) {
            fail(StreamOutcome.BROKEN, now);
        }
    }

    /** Applies the effects of a command on the source to the destination: cancellation, failure and postcopy. */
    private void updateDestination() {
        MigrationSide to = destination;
        Incoming incoming = to == null ? null : to.incoming();
        if (to == null || incoming == null) {
            return;
        }
        OutgoingMigration outgoing = outgoing();
        if (outgoing.status() == MigrationStatus.CANCELLED || outgoing.status() == MigrationStatus.FAILED) {
            abortIncoming(to, outgoing.at());
        } else if (outgoing.status() == MigrationStatus.POSTCOPY_ACTIVE
                && incoming.status() == MigrationStatus.ACTIVE) {
            setDestinationStatus(MigrationStatus.POSTCOPY_ACTIVE, outgoing.at());
            runDestination(outgoing.at());
        }
    }

    /** The time of the next transition; null for none. */
    private @Nullable Instant next() {
        OutgoingMigration outgoing = outgoing();
        if (outgoing.connection().outcome() == null) {
            return null;
        }
        return switch (outgoing.status()) {
            case SETUP ->
                outcome().kind() == Kind.WAITS && outcome().stage() == Stage.OPENING
                        ? null
                        : outgoing.at().plus(SETUP);
            case ACTIVE -> outgoing.stoppedAt() == null ? iterationEnd(outgoing) : switchoverEnd(outgoing);
            case DEVICE, POSTCOPY_ACTIVE -> switchoverEnd(outgoing);
            default -> null;
        };
    }

    private @Nullable Instant iterationEnd(OutgoingMigration outgoing) {
        Instant end = RamIterations.endOf(outgoing.progress(), source.bandwidth(), outgoing.at(), outgoing.startedAt());
        return switch (outcome().kind()) {
            case WAITS -> outcome().stage() == Stage.ACKNOWLEDGEMENT && !converges(end) ? end : null;
            case DESTINATION_EXITS ->
                outcome().stage().compareTo(Stage.MEMORY) <= 0 ? outgoing.at().plus(READING) : end;
            case ARRIVES, SOURCE_FAILS, VANISHES, COLO -> end;
        };
    }

    private boolean converges(Instant end) {
        OutgoingMigration outgoing = outgoing();
        return RamIterations.converges(
                RamIterations.after(outgoing.progress(), source.bandwidth(), Duration.between(outgoing.at(), end)),
                source.bandwidth());
    }

    private Instant switchoverEnd(OutgoingMigration outgoing) {
        long left = outgoing.progress().remaining();
        BandwidthModel bandwidth = source.bandwidth();
        boolean postcopy = outgoing.status() == MigrationStatus.POSTCOPY_ACTIVE;
        return outgoing.at()
                .plus(BandwidthModel.transferTime(
                        left, postcopy ? bandwidth.postcopyPerSecond() : bandwidth.linkPerSecond()))
                .plus(DEVICES);
    }

    private void performNext(Instant at) {
        switch (outgoing().status()) {
            case SETUP -> connect(at);
            case ACTIVE -> {
                if (outgoing().stoppedAt() == null) {
                    endIteration(at);
                } else {
                    finish(at);
                }
            }
            case DEVICE, POSTCOPY_ACTIVE -> finish(at);
            default ->
                throw new IllegalStateException(
                        "No transition from " + outgoing().status());
        }
    }

    private void connect(Instant at) {
        boolean failsEarly = outcome().stage().compareTo(Stage.HEAD) <= 0
                && (outcome().kind() == Kind.DESTINATION_EXITS || outcome().kind() == Kind.SOURCE_FAILS);
        if (failsEarly) {
            endDestinationIfItExits(at);
            fail(outcome().sourceError(), at);
            return;
        }
        source.transition(
                outgoing().with(MigrationStatus.ACTIVE, at).with(RamIterations.first(source.bandwidth(), at), at));
        if (outcome().stage() != Stage.CHANNELS) {
            setDestinationStatus(MigrationStatus.ACTIVE, at);
        }
    }

    private void endIteration(Instant at) {
        OutgoingMigration outgoing = outgoing();
        if (outcome().kind() == Kind.DESTINATION_EXITS && outcome().stage().compareTo(Stage.MEMORY) <= 0) {
            endDestinationIfItExits(at);
            fail(outcome().sourceError(), at);
            return;
        }
        BandwidthModel bandwidth = source.bandwidth();
        OutgoingMigration.Progress ended =
                RamIterations.after(outgoing.progress(), bandwidth, Duration.between(outgoing.at(), at));
        if (!RamIterations.converges(ended, bandwidth)) {
            source.update(outgoing.with(RamIterations.next(ended, bandwidth, at), at));
            source.emitPass(at);
            return;
        }
        source.update(outgoing.with(ended.withRemaining(RamIterations.remainingBytes(ended, bandwidth)), at));
        stopGuest(at);
    }

    private void stopGuest(Instant at) {
        if (source.object().has("background")) {
            source.update(outgoing().stopped(source.state().runState(), at));
            return;
        }
        source.stopGuest(at);
        if (source.object().has("pause")) {
            source.transition(outgoing().with(MigrationStatus.PRE_SWITCHOVER, at));
        }
    }

    private void finish(Instant at) {
        switch (outcome().kind()) {
            case DESTINATION_EXITS -> {
                endDestinationIfItExits(at);
                if (outcome().stage() == Stage.DEVICES) {
                    complete(at);
                } else {
                    fail(outcome().sourceError(), at);
                }
            }
            case COLO -> {
                source.resumeGuest(at);
                source.transition(outgoing().with(MigrationStatus.COLO, at));
                setDestinationStatus(MigrationStatus.COLO, at);
                runDestination(at);
            }
            case ARRIVES -> {
                if (outgoing().status() != MigrationStatus.POSTCOPY_ACTIVE) {
                    runDestination(at);
                }
                complete(at);
                setDestinationStatus(MigrationStatus.COMPLETED, at);
            }
            case VANISHES -> complete(at);
            case WAITS, SOURCE_FAILS ->
                throw new IllegalStateException(
                        "A migration with outcome " + outcome().kind() + " cannot finish");
        }
    }

    private void complete(Instant at) {
        OutgoingMigration.Progress progress = outgoing().progress();
        source.markMigrated(at);
        source.transition(outgoing()
                .with(
                        new OutgoingMigration.Progress(
                                0,
                                0,
                                progress.transferred() + progress.remaining(),
                                progress.iteration(),
                                progress.throttle(),
                                progress.period()),
                        at)
                .with(MigrationStatus.COMPLETED, at));
    }

    private void runDestination(Instant at) {
        if (destination != null) {
            destination.resumeIncomingGuest(outgoing().previousRunState(), at);
        }
    }

    private void setDestinationStatus(MigrationStatus status, Instant at) {
        if (destination != null && destination.incoming() != null) {
            destination.setIncomingStatus(status, at);
        }
    }

    private void fail(String error, Instant at) {
        source.resumeGuest(at);
        source.transition(outgoing().failed(error, at));
    }

    private void endDestinationIfItExits(Instant at) {
        if (destination != null && outcome().kind() == Kind.DESTINATION_EXITS) {
            destination.exit(outcome().stderr(), at);
        }
    }

    /** Continues after {@code pre-switchover}: {@code migrate-continue}. */
    public void continueMigration(Instant at) {
        source.transition(outgoing().with(MigrationStatus.DEVICE, at));
    }

    /**
     * Switches to postcopy: {@code migrate-start-postcopy}. The guest runs on the destination while its memory is
     * transferred.
     */
    public void startPostcopy(Instant at) {
        updateProgress(at);
        OutgoingMigration.Progress now = outgoing().progress();
        long left = RamIterations.remainingBytes(now, source.bandwidth());
        source.update(outgoing()
                .with(
                        new OutgoingMigration.Progress(left, 0, now.transferred(), now.iteration(), 0, now.period()),
                        at));
        source.stopGuest(at);
        source.transition(outgoing().with(MigrationStatus.POSTCOPY_ACTIVE, at));
    }

    /** Cancels the migration: {@code migrate_cancel}. */
    public void cancel(Instant at) {
        source.resumeGuest(at);
        source.transition(outgoing().with(MigrationStatus.CANCELLED, at));
    }

    /** Updates the progress to an instant. */
    public void updateProgress(Instant at) {
        OutgoingMigration outgoing = outgoing();
        boolean transferring = outgoing.status() == MigrationStatus.ACTIVE && outgoing.stoppedAt() == null;
        if (transferring && next() != null) {
            source.update(outgoing.with(
                    RamIterations.after(outgoing.progress(), source.bandwidth(), Duration.between(outgoing.at(), at)),
                    at));
        }
    }

    /**
     * Ends the incoming migration of a destination whose source is gone. A destination that has started to read exits.
     */
    static void abortIncoming(MigrationSide destination, Instant at) {
        Incoming incoming = destination.incoming();
        if (incoming != null && !incoming.status().isOver() && !destination.hasExited(at)) {
            if (incoming.status() == MigrationStatus.SETUP) {
                destination.discardIncoming();
            } else {
                destination.exit(List.of(CUT_OFF), at);
            }
        }
    }
}
