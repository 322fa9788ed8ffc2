package dev.outset.simulator.transfer;

import dev.outset.simulator.state.MigrationState.Arrival;
import dev.outset.simulator.state.MigrationStatus;
import dev.outset.simulator.state.OutgoingMigration;
import dev.outset.simulator.stream.StreamOutcome;
import dev.outset.simulator.stream.StreamOutcome.Kind;
import dev.outset.simulator.stream.StreamOutcome.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Leads a migration through time: what happens next and when follows from the fate of its stream, the source's settings as
 * they are, and what has travelled so far.
 *
 * <pre>
 *   setup ──→ active ──→ (pre-switchover) ──→ active, guest stopped ──→ completed
 *      └────────┴──────────────┴───────────────────────┴──→ failed, cancelled
 * </pre>
 */
public final class MigrationSimulation {

    private static final Duration SETUP = Duration.ofMillis(2);

    /** From the first bytes of memory to the destination that cannot make sense of them. */
    private static final Duration READING = Duration.ofMillis(1);

    /** The state of the devices. */
    private static final Duration DEVICES = Duration.ofMillis(5);

    private static final String CUT_OFF = "load of migration failed: Input/output error";

    private final MigrationSide source;

    private final @Nullable MigrationSide destination;

    public MigrationSimulation(MigrationSide source, @Nullable MigrationSide destination) {
        this.source = source;
        this.destination = destination;
    }

    /** Lets everything happen that is due by an instant. */
    void until(Instant now) {
        lookForPeer(now);
        follow();
        Instant due = next();
        while (due != null && !due.isAfter(now)) {
            Progress before = Progress.of(outgoing());
            Instant since = outgoing().at();
            happen(due);
            skipRepetitions(before, Duration.between(since, due), now);
            due = next();
        }
        follow();
    }

    /** What distinguishes a pass from the one before. */
    private record Progress(MigrationStatus status, long remaining, int throttle) {
        static Progress of(OutgoingMigration outgoing) {
            return new Progress(
                    outgoing.status(),
                    outgoing.progress().remaining(),
                    outgoing.progress().throttle());
        }
    }

    /** A migration that does not converge repeats the same pass; a long look back must not walk through them all. */
    private void skipRepetitions(Progress before, Duration pass, Instant now) {
        OutgoingMigration outgoing = outgoing();
        boolean repeats = before.equals(Progress.of(outgoing))
                && outgoing.status() == MigrationStatus.ACTIVE
                && pass.isPositive();
        if (!repeats) {
            return;
        }
        long times = Duration.between(outgoing.at(), now).dividedBy(pass);
        if (times > 0) {
            OutgoingMigration.Progress progress = outgoing.progress();
            source.keep(outgoing.with(
                    new OutgoingMigration.Progress(
                            progress.remaining(),
                            0,
                            progress.sent() + times * progress.remaining(),
                            (int) Math.min(Integer.MAX_VALUE, progress.pass() + times),
                            progress.throttle()),
                    outgoing.at().plus(pass.multipliedBy(times))));
        }
    }

    private OutgoingMigration outgoing() {
        return source.outgoing();
    }

    private StreamOutcome fate() {
        return Objects.requireNonNull(outgoing().course().fate());
    }

    /** The other end may have gone, or may be another QEMU by now. */
    private void lookForPeer(Instant now) {
        OutgoingMigration outgoing = outgoing();
        boolean lost = !outgoing.isOver()
                && outgoing.course().peer() != null
                && (destination == null || destination.isGone(now));
        if (lost) {
            fail("Unable to write to socket: Broken pipe", now);
        }
    }

    /** A command on the source alone may have ended the migration or let the guest go. */
    private void follow() {
        MigrationSide to = destination;
        Arrival arrival = to == null ? null : to.arrival();
        if (to == null || arrival == null) {
            return;
        }
        OutgoingMigration outgoing = outgoing();
        if (outgoing.status() == MigrationStatus.CANCELLED || outgoing.status() == MigrationStatus.FAILED) {
            cutOff(to, outgoing.at());
        } else if (outgoing.status() == MigrationStatus.POSTCOPY_ACTIVE && arrival.status() == MigrationStatus.ACTIVE) {
            arrive(MigrationStatus.POSTCOPY_ACTIVE, outgoing.at());
            runDestination(outgoing.at());
        }
    }

    /** When the next thing happens; null for never. */
    private @Nullable Instant next() {
        OutgoingMigration outgoing = outgoing();
        if (outgoing.course().fate() == null) {
            return null;
        }
        return switch (outgoing.status()) {
            case SETUP ->
                fate().kind() == Kind.WAITS && fate().at() == Moment.OPENING
                        ? null
                        : outgoing.at().plus(SETUP);
            case ACTIVE -> outgoing.stoppedAt() == null ? inPass(outgoing) : inSwitchover(outgoing);
            case DEVICE, POSTCOPY_ACTIVE -> inSwitchover(outgoing);
            case PRE_SWITCHOVER, COLO, COMPLETED, FAILED, CANCELLED -> null;
        };
    }

    private @Nullable Instant inPass(OutgoingMigration outgoing) {
        Instant end = RamIterations.end(outgoing.progress(), source.tuning(), outgoing.at());
        return switch (fate().kind()) {
            case WAITS -> fate().at() == Moment.ACKNOWLEDGEMENT && !converges(end) ? end : null;
            case DESTINATION_EXITS ->
                fate().at().compareTo(Moment.MEMORY) <= 0 ? outgoing.at().plus(READING) : end;
            case ARRIVES, SOURCE_FAILS, VANISHES, COLO -> end;
        };
    }

    private boolean converges(Instant end) {
        OutgoingMigration outgoing = outgoing();
        return RamIterations.converges(
                RamIterations.later(outgoing.progress(), source.tuning(), Duration.between(outgoing.at(), end)),
                source.tuning());
    }

    private Instant inSwitchover(OutgoingMigration outgoing) {
        long left = outgoing.progress().remaining();
        return outgoing.at()
                .plus(BandwidthModel.time(left, source.tuning().linkPerSecond()))
                .plus(DEVICES);
    }

    private void happen(Instant at) {
        switch (outgoing().status()) {
            case SETUP -> connect(at);
            case ACTIVE -> {
                if (outgoing().stoppedAt() == null) {
                    endPass(at);
                } else {
                    finish(at);
                }
            }
            case DEVICE, POSTCOPY_ACTIVE -> finish(at);
            case PRE_SWITCHOVER, COLO, COMPLETED, FAILED, CANCELLED ->
                throw new IllegalStateException(
                        "Nothing happens in " + outgoing().status());
        }
    }

    private void connect(Instant at) {
        boolean failsEarly = fate().at().compareTo(Moment.HEAD) <= 0
                && (fate().kind() == Kind.DESTINATION_EXITS || fate().kind() == Kind.SOURCE_FAILS);
        if (failsEarly) {
            endDestinationIfItExits(at);
            fail(fate().sourceError(), at);
            return;
        }
        source.become(outgoing().with(MigrationStatus.ACTIVE, at).with(RamIterations.first(source.tuning()), at));
        if (fate().at() != Moment.CHANNELS) {
            arrive(MigrationStatus.ACTIVE, at);
        }
    }

    private void endPass(Instant at) {
        OutgoingMigration outgoing = outgoing();
        if (fate().kind() == Kind.DESTINATION_EXITS && fate().at().compareTo(Moment.MEMORY) <= 0) {
            endDestinationIfItExits(at);
            fail(fate().sourceError(), at);
            return;
        }
        BandwidthModel tuning = source.tuning();
        OutgoingMigration.Progress ended =
                RamIterations.later(outgoing.progress(), tuning, Duration.between(outgoing.at(), at));
        if (!RamIterations.converges(ended, tuning)) {
            source.keep(outgoing.with(RamIterations.next(ended, tuning), at));
            source.tellPass(at);
            return;
        }
        source.keep(outgoing.with(
                new OutgoingMigration.Progress(
                        RamIterations.left(ended, tuning), 0, ended.sent(), ended.pass(), ended.throttle()),
                at));
        stopGuest(at);
    }

    private void stopGuest(Instant at) {
        if (StreamEndpoints.has(source.object(), "background")) {
            source.keep(outgoing().stopped(source.live().runState(), at));
            return;
        }
        source.stopGuest(at);
        if (StreamEndpoints.has(source.object(), "pause")) {
            source.become(outgoing().with(MigrationStatus.PRE_SWITCHOVER, at));
        }
    }

    private void finish(Instant at) {
        switch (fate().kind()) {
            case DESTINATION_EXITS -> {
                endDestinationIfItExits(at);
                if (fate().at() == Moment.DEVICES) {
                    complete(at);
                } else {
                    fail(fate().sourceError(), at);
                }
            }
            case COLO -> {
                source.resumeGuest(at);
                source.become(outgoing().with(MigrationStatus.COLO, at));
                arrive(MigrationStatus.COLO, at);
                runDestination(at);
            }
            case ARRIVES -> {
                if (outgoing().status() != MigrationStatus.POSTCOPY_ACTIVE) {
                    runDestination(at);
                }
                complete(at);
                arrive(MigrationStatus.COMPLETED, at);
            }
            case VANISHES -> complete(at);
            case WAITS, SOURCE_FAILS -> throw new IllegalStateException("A migration that " + fate().kind() + " ends");
        }
    }

    private void complete(Instant at) {
        OutgoingMigration.Progress progress = outgoing().progress();
        source.completeGuest(at);
        source.become(outgoing()
                .with(
                        new OutgoingMigration.Progress(
                                0, 0, progress.sent() + progress.remaining(), progress.pass(), progress.throttle()),
                        at)
                .with(MigrationStatus.COMPLETED, at));
    }

    private void runDestination(Instant at) {
        if (destination != null) {
            destination.takeGuest(outgoing().before(), at);
        }
    }

    private void arrive(MigrationStatus status, Instant at) {
        if (destination != null && destination.arrival() != null) {
            destination.arrives(status, at);
        }
    }

    private void fail(String why, Instant at) {
        source.resumeGuest(at);
        source.become(outgoing().failed(why, at));
    }

    private void endDestinationIfItExits(Instant at) {
        if (destination != null && fate().kind() == Kind.DESTINATION_EXITS) {
            destination.exits(fate().stderr(), at);
        }
    }

    /** The guest may go on: {@code migrate-continue}. */
    public void goOn(Instant at) {
        source.become(outgoing().with(MigrationStatus.DEVICE, at));
    }

    /** The guest goes on at the destination at once, and its memory follows: {@code migrate-start-postcopy}. */
    public void postcopy(Instant at) {
        settle(at);
        OutgoingMigration.Progress now = outgoing().progress();
        long left = RamIterations.left(now, source.tuning());
        source.keep(outgoing().with(new OutgoingMigration.Progress(left, 0, now.sent(), now.pass(), 0), at));
        source.stopGuest(at);
        source.become(outgoing().with(MigrationStatus.POSTCOPY_ACTIVE, at));
    }

    /** Somebody ends it: {@code migrate_cancel}. */
    public void cancel(Instant at) {
        source.resumeGuest(at);
        source.become(outgoing().with(MigrationStatus.CANCELLED, at));
    }

    /** Accounts for what has travelled by an instant. */
    public void settle(Instant at) {
        OutgoingMigration outgoing = outgoing();
        boolean travels = outgoing.status() == MigrationStatus.ACTIVE && outgoing.stoppedAt() == null;
        if (travels && next() != null) {
            source.keep(outgoing.with(
                    RamIterations.later(outgoing.progress(), source.tuning(), Duration.between(outgoing.at(), at)),
                    at));
        }
    }

    /** The source's process is gone: a destination that has not got everything cannot go on. */
    static void cutOff(MigrationSide destination, Instant at) {
        Arrival arrival = destination.arrival();
        if (arrival != null && !arrival.status().isOver() && !destination.isGone(at)) {
            if (arrival.status() == MigrationStatus.SETUP) {
                destination.isLeft();
            } else {
                destination.exits(List.of(CUT_OFF), at);
            }
        }
    }
}
