package dev.outset.relocation;

import dev.outset.launch.QemuInstance;
import dev.outset.pairing.Side;
import dev.outset.qmp.QmpException;
import dev.outset.qmp.QmpRefusedException;
import dev.outset.relocation.Qemus.Located;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Starts the migration and watches it to its end. */
final class Passage {

    /** QEMU's words for a migration that goes on. */
    private static final Set<String> GOING_ON = Set.of(
            "setup",
            "cancelling",
            "active",
            "postcopy-active",
            "postcopy-paused",
            "postcopy-recover",
            "colo",
            "pre-switchover",
            "device",
            "wait-unplug");

    private static final String COMPLETED = "completed";

    private static final String IN_PROGRESS = "There's a migration process in progress";

    private final Qemus qemus;

    private final InstantSource clock;

    private final RelocationSettings settings;

    Passage(Qemus qemus, InstantSource clock, RelocationSettings settings) {
        this.qemus = qemus;
        this.clock = clock;
        this.settings = settings;
    }

    /** Tells the source to migrate, unless somebody has before this was written down. */
    Move start(Relocation relocation, RelocationState.Starting starting) {
        Course course = starting.course();
        Optional<Located> from =
                qemus.find(relocation.request().source(), course.source().boot());
        if (from.isEmpty()) {
            return restore(course, Ending.failed("SourceGone", "The source was stopped or restarted"));
        }
        try (Monitor source = qemus.open(from.get())) {
            String status = source.info().path("status").asString("");
            boolean started = GOING_ON.contains(status)
                    || (status.equals(COMPLETED) && !course.source().status().equals(COMPLETED));
            if (started) {
                return moving(course);
            }
            if (relocation.cancelled()) {
                return restore(course, Ending.cancelled("It was cancelled before it started"));
            }
            if (!Application.isInForce(course.actions(), Side.SOURCE, source)) {
                // Somebody has changed a setting since it was verified, as a pass over the VM that had begun before.
                return Move.To.of(new RelocationState.Applying(course));
            }
            return migrate(course, source);
        }
    }

    private Move migrate(Course course, Monitor source) {
        Action migrate = course.actions().stream()
                .filter(action -> action.kind() == Action.Kind.MIGRATE)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The plan never migrates"));
        Optional<String> refused = source.refused(migrate).filter(text -> !text.equals(IN_PROGRESS));
        return refused.isPresent()
                ? restore(course, Ending.failed("MigrateRefused", "The source refused: " + refused.get()))
                : moving(course);
    }

    private Move moving(Course course) {
        return Move.To.of(new RelocationState.Moving(course, clock.instant(), null, false));
    }

    private Move restore(Course course, Ending ending) {
        return Move.To.of(new RelocationState.Restoring(course, ending, clock.instant()));
    }

    private Move restore(Course course, Ending ending, Progress progress) {
        return new Move.To(new RelocationState.Restoring(course, ending, clock.instant()), progress);
    }

    /** Looks how far it is, and helps where it waits for us. */
    Move move(Relocation relocation, RelocationState.Moving moving) {
        Course course = moving.course();
        Optional<Located> from =
                qemus.find(relocation.request().source(), course.source().boot());
        if (from.isEmpty()) {
            return restore(course, sourceGone(relocation, moving));
        }
        try (Monitor source = qemus.open(from.get())) {
            JsonNode info = source.info();
            Progress progress = Progress.of(info);
            return switch (progress.status()) {
                case COMPLETED -> completed(relocation, moving, progress);
                case "cancelled" -> restore(course, cancelled(moving), progress);
                case "failed" -> restore(course, failed(relocation, course, info), progress);
                case "none" ->
                    restore(course, Ending.failed("SourceForgot", "The source knows of no migration"), progress);
                default -> goOn(relocation, moving, source, progress);
            };
        }
    }

    private static Ending cancelled(RelocationState.Moving moving) {
        return moving.timedOut()
                ? Ending.failed("TimedOut", "It took longer than allowed and was cancelled; the guest is on the source")
                : Ending.cancelled("It was cancelled; the guest is on the source");
    }

    private Ending sourceGone(Relocation relocation, RelocationState.Moving moving) {
        boolean arrived = hasArrived(relocation, moving.course()) == Arrival.THERE;
        return arrived
                ? Ending.completed("The guest is on the destination; the source is gone")
                : Ending.failed("SourceExited", "The source has exited, and the guest with it");
    }

    private Ending failed(Relocation relocation, Course course, JsonNode info) {
        String why = info.path("error-desc").asString("no reason given");
        boolean lives = hasArrived(relocation, course) != Arrival.GONE;
        return Ending.failed(
                lives ? "SourceFailed" : "DestinationExited",
                "The source reports: " + why + (lives ? "" : ". The destination has exited")
                        + "; the guest is on the source");
    }

    /** What there is of the guest at the destination. */
    private enum Arrival {
        THERE,
        NOT_YET,
        GONE,
        UNKNOWN
    }

    private Arrival hasArrived(Relocation relocation, Course course) {
        Optional<Located> to = qemus.find(relocation.request().destination());
        boolean runs = to.isPresent()
                && to.get().instance().boot() == course.destination().boot()
                && !(to.get().instance() instanceof QemuInstance.Exited);
        if (!runs) {
            return Arrival.GONE;
        }
        if (to.get().running().isEmpty()) {
            return Arrival.UNKNOWN;
        }
        try (Monitor destination = qemus.open(to.get())) {
            return destination.runState().equals("inmigrate") ? Arrival.NOT_YET : Arrival.THERE;
        } catch (QmpException silent) {
            return Arrival.UNKNOWN;
        }
    }

    private Move completed(Relocation relocation, RelocationState.Moving moving, Progress progress) {
        Course course = moving.course();
        Instant now = clock.instant();
        Instant completedAt = moving.completedAt() == null ? now : moving.completedAt();
        return switch (hasArrived(relocation, course)) {
            case THERE -> restore(course, Ending.completed("The guest runs on the destination"), progress);
            case GONE ->
                restore(
                        course,
                        Ending.failed(
                                "DestinationExited",
                                "The source has completed and the destination has exited: the guest runs nowhere."
                                        + " It can go on on the source with cont"),
                        progress);
            case NOT_YET, UNKNOWN -> {
                boolean late = completedAt.plus(settings.arrivalDeadline()).isBefore(now);
                yield late
                        ? restore(
                                course,
                                Ending.failed(
                                        "SilentHang",
                                        "The source has completed and the destination still waits: the guest runs"
                                                + " nowhere. It can go on on the source with cont"),
                                progress)
                        : new Move.Note(
                                progress,
                                new RelocationState.Moving(course, moving.since(), completedAt, moving.timedOut()),
                                settings.pollInterval());
            }
        };
    }

    private Move goOn(Relocation relocation, RelocationState.Moving moving, Monitor source, Progress progress) {
        if (!relocation.cancelled() && !moving.timedOut() && isLate(relocation, moving)) {
            // Written down before it is done: whoever finds it cancelled has to know why.
            return note(moving, true, progress, Duration.ZERO);
        }
        if (relocation.cancelled() || moving.timedOut()) {
            source.cancel();
        } else if (progress.status().equals("pre-switchover")) {
            letGo(source, progress);
        }
        return note(moving, moving.timedOut(), progress, settings.pollInterval());
    }

    private boolean isLate(Relocation relocation, RelocationState.Moving moving) {
        Duration timeout = relocation.request().timeout();
        return timeout != null && moving.since().plus(timeout).isBefore(clock.instant());
    }

    private static Move note(RelocationState.Moving moving, boolean timedOut, Progress progress, Duration delay) {
        return new Move.Note(
                progress,
                new RelocationState.Moving(moving.course(), moving.since(), moving.completedAt(), timedOut),
                delay);
    }

    private static void letGo(Monitor source, Progress progress) {
        try {
            source.goOn(progress.status());
        } catch (QmpRefusedException wentOn) {
            // It has left that state since it was asked; the next look shows where it is.
        }
    }
}
