package dev.outset.migration.run;

import dev.outset.launch.QemuInstance;
import dev.outset.migration.endpoint.Side;
import dev.outset.migration.job.MigrationContext;
import dev.outset.migration.job.MigrationJob;
import dev.outset.migration.job.MigrationJobState;
import dev.outset.migration.job.MigrationProgress;
import dev.outset.migration.job.MigrationRepository;
import dev.outset.migration.job.MigrationResult;
import dev.outset.migration.job.PlannedAction;
import dev.outset.migration.run.MigrationQemus.Located;
import dev.outset.qmp.QmpException;
import dev.outset.qmp.QmpRefusedException;
import dev.outset.store.vm.VmRepository;
import dev.outset.vm.VmName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Starts the migration and watches it to its end. */
final class MigrationMonitor {

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

    private final MigrationRepository relocations;

    private final VmRepository repository;

    private final MigrationQemus qemus;

    private final InstantSource clock;

    private final MigrationSettings settings;

    MigrationMonitor(
            MigrationRepository relocations,
            VmRepository repository,
            MigrationQemus qemus,
            InstantSource clock,
            MigrationSettings settings) {
        this.relocations = relocations;
        this.repository = repository;
        this.qemus = qemus;
        this.clock = clock;
        this.settings = settings;
    }

    /** Tells the source to migrate, unless somebody has before this was written down. */
    Transition start(MigrationJob relocation, MigrationJobState.Starting starting) {
        MigrationContext course = starting.course();
        Optional<Located> from =
                qemus.find(relocation.request().source(), course.source().boot());
        if (from.isEmpty()) {
            // A worker that died may have told it to migrate.
            return moving(course);
        }
        try (MigrationQmp source = qemus.open(from.get())) {
            // Asked of a connection that is open: a VM that was deleted since, and came again, has another QEMU.
            if (!relocations.holdsGuest(relocation)) {
                return restore(course, MigrationResult.failed("VmGone", "The source has been deleted"));
            }
            String status = source.info().path("status").asString("");
            boolean started = GOING_ON.contains(status)
                    || (status.equals(COMPLETED) && !course.source().status().equals(COMPLETED));
            if (started) {
                return moving(course);
            }
            if (relocation.cancelled()) {
                return restore(
                        course,
                        notStarted(
                                relocation,
                                course,
                                source,
                                MigrationResult.cancelled("It was cancelled before it started")));
            }
            if (!ApplySettings.isInForce(course.actions(), Side.SOURCE, source)) {
                // Somebody has changed a setting since it was verified, as a pass over the VM that had begun before.
                return Transition.To.of(new MigrationJobState.Applying(course));
            }
            return migrate(relocation, course, source);
        }
    }

    private Transition migrate(MigrationJob relocation, MigrationContext course, MigrationQmp source) {
        PlannedAction migrate = course.actions().stream()
                .filter(action -> action.kind() == PlannedAction.Kind.MIGRATE)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The plan never migrates"));
        Optional<String> refused = source.refused(migrate).filter(text -> !text.equals(IN_PROGRESS));
        return refused.isPresent()
                ? restore(
                        course,
                        notStarted(
                                relocation,
                                course,
                                source,
                                MigrationResult.failed("MigrateRefused", "The source refused: " + refused.get())))
                : moving(course);
    }

    /** How a migration ends that QEMU has not started, unless the guest has left the source all the same. */
    private MigrationResult notStarted(
            MigrationJob relocation, MigrationContext course, MigrationQmp source, MigrationResult ending) {
        boolean isThere = source.hasGuest() && !arrival(relocation, course).hasSome();
        return isThere ? ending : unknown(ending);
    }

    private static MigrationResult unknown(MigrationResult ending) {
        return ending.with(MigrationResult.Guest.UNKNOWN).and("; it is not known where the guest is");
    }

    private Transition moving(MigrationContext course) {
        return Transition.To.of(new MigrationJobState.Moving(course, clock.instant(), null, false));
    }

    private Transition restore(MigrationContext course, MigrationResult ending) {
        return Transition.To.of(new MigrationJobState.Restoring(course, ending, clock.instant()));
    }

    private Transition restore(MigrationContext course, MigrationResult ending, MigrationProgress progress) {
        return new Transition.To(new MigrationJobState.Restoring(course, ending, clock.instant()), progress);
    }

    /** Looks how far it is, and helps where it waits for us. */
    Transition move(MigrationJob relocation, MigrationJobState.Moving moving) {
        MigrationContext course = moving.course();
        Optional<Located> from =
                qemus.find(relocation.request().source(), course.source().boot());
        if (from.isEmpty()) {
            return sourceGone(relocation, moving);
        }
        try (MigrationQmp source = qemus.open(from.get())) {
            JsonNode info = source.info();
            MigrationProgress progress = MigrationProgress.of(info);
            return switch (progress.status()) {
                case COMPLETED -> completed(relocation, moving, progress);
                case "cancelled" -> failed(relocation, moving, source, progress, cancelled(moving));
                case "failed" -> failed(relocation, moving, source, progress, sourceFailed(info));
                case "none" ->
                    failed(
                            relocation,
                            moving,
                            source,
                            progress,
                            MigrationResult.failed("SourceForgot", "The source knows of no migration"));
                default -> goOn(relocation, moving, source, progress);
            };
        }
    }

    private static MigrationResult cancelled(MigrationJobState.Moving moving) {
        return moving.timedOut()
                ? MigrationResult.failed("TimedOut", "It took longer than allowed and was cancelled")
                : MigrationResult.cancelled("It was cancelled");
    }

    private static MigrationResult sourceFailed(JsonNode info) {
        return MigrationResult.failed(
                "SourceFailed", "The source reports: " + info.path("error-desc").asString("no reason given"));
    }

    /** The source says that it has not handed the guest over. Believed if the guest is there and nowhere else. */
    private Transition failed(
            MigrationJob relocation,
            MigrationJobState.Moving moving,
            MigrationQmp source,
            MigrationProgress progress,
            MigrationResult ending) {
        MigrationContext course = moving.course();
        Arrival arrival = arrival(relocation, course);
        MigrationResult known = arrival.isGone() && ending.reason().equals("SourceFailed")
                ? MigrationResult.failed("DestinationExited", ending.message() + ". The destination has exited")
                : ending;
        if (source.hasGuest() && arrival.hasNone()) {
            return restore(course, known.and("; the guest is on the source"), progress);
        }
        // A source that has just failed may not have let its guest go on yet, and a destination may be starting.
        return arrival.hasSome() || isOverdue(moving)
                ? restore(course, unknown(known), progress)
                : waitOn(moving, progress);
    }

    /** Neither end changes any more by itself. */
    private boolean isOverdue(MigrationJobState.Moving moving) {
        Instant since = moving.completedAt();
        return since != null && since.plus(settings.arrivalDeadline()).isBefore(clock.instant());
    }

    private Transition waitOn(MigrationJobState.Moving moving, @Nullable MigrationProgress progress) {
        Instant since = moving.completedAt() == null ? clock.instant() : moving.completedAt();
        return new Transition.Note(
                progress,
                new MigrationJobState.Moving(moving.course(), moving.since(), since, moving.timedOut()),
                settings.pollInterval());
    }

    private Transition sourceGone(MigrationJob relocation, MigrationJobState.Moving moving) {
        MigrationContext course = moving.course();
        MigrationResult exited =
                MigrationResult.failed("SourceExited", "The source's QEMU has ended during the migration");
        MigrationResult lost = exited.with(MigrationResult.Guest.LOST).and(", and the guest with it");
        MigrationProgress last = relocation.progress();
        boolean completed = last != null && last.status().equals(COMPLETED);
        return switch (arrival(relocation, course)) {
            case THERE ->
                restore(course, MigrationResult.completed("The guest is on the destination; the source is gone"));
            case GONE ->
                restore(course, completed || !waitsAgain(relocation.request().destination()) ? unknown(exited) : lost);
            case RELAUNCHED -> {
                // What was on its way to the QEMU before this one, or to this one, has come by then.
                if (!isOverdue(moving)) {
                    yield waitOn(moving, null);
                }
                yield restore(course, completed ? unknown(exited) : lost);
            }
            case OTHER_GUEST -> restore(course, unknown(exited));
            case INCOMPLETE, NOT_YET, UNKNOWN ->
                isOverdue(moving) ? restore(course, unknown(exited)) : waitOn(moving, null);
        };
    }

    /** Whether the next QEMU of a destination waits for a guest, instead of booting the one that may have come to it. */
    private boolean waitsAgain(VmName destination) {
        return repository
                .find(destination)
                .map(vm -> vm.definition().spec().migration().incoming() != null)
                .orElse(true);
    }

    /** What there is of the guest at the destination. */
    private enum Arrival {
        /** It runs or is paused there. */
        THERE,
        /** The destination has begun to run it and lacks a part of its memory. */
        INCOMPLETE,
        /** The destination waits for it. */
        NOT_YET,
        /** The destination's QEMU has ended, or its incoming migration has failed. */
        GONE,
        /** Another QEMU than the one that was to receive it waits at the destination. */
        RELAUNCHED,
        /** The destination has booted a guest of its own. */
        OTHER_GUEST,
        /** The destination does not answer. */
        UNKNOWN;

        boolean hasSome() {
            return this == THERE || this == INCOMPLETE;
        }

        boolean isGone() {
            return this == GONE || this == RELAUNCHED || this == OTHER_GUEST;
        }

        boolean hasNone() {
            return isGone() || this == NOT_YET;
        }
    }

    private Arrival arrival(MigrationJob relocation, MigrationContext course) {
        Optional<Located> to = qemus.find(relocation.request().destination());
        if (to.isEmpty() || to.get().instance() instanceof QemuInstance.Exited) {
            return Arrival.GONE;
        }
        boolean isSame = to.get().instance().boot() == course.destination().boot();
        if (!isSame && !to.get().instance().arguments().contains("-incoming")) {
            return Arrival.OTHER_GUEST;
        }
        if (to.get().running().isEmpty()) {
            return Arrival.UNKNOWN;
        }
        try (MigrationQmp destination = qemus.open(to.get())) {
            boolean waits = destination.runState().equals("inmigrate");
            String status = destination.info().path("status").asString("");
            if (waits) {
                return status.equals("failed") ? Arrival.GONE : isSame ? Arrival.NOT_YET : Arrival.RELAUNCHED;
            }
            return status.startsWith("postcopy") ? Arrival.INCOMPLETE : Arrival.THERE;
        } catch (QmpException silent) {
            return Arrival.UNKNOWN;
        }
    }

    private Transition completed(MigrationJob relocation, MigrationJobState.Moving moving, MigrationProgress progress) {
        MigrationContext course = moving.course();
        return switch (arrival(relocation, course)) {
            case THERE -> restore(course, MigrationResult.completed("The guest runs on the destination"), progress);
            case GONE, OTHER_GUEST -> restore(course, destinationExited(), progress);
            case RELAUNCHED ->
                isOverdue(moving) ? restore(course, destinationExited(), progress) : waitOn(moving, progress);
            case NOT_YET, INCOMPLETE, UNKNOWN ->
                isOverdue(moving) ? restore(course, silentHang(), progress) : waitOn(moving, progress);
        };
    }

    private static MigrationResult destinationExited() {
        return MigrationResult.failed(
                        "DestinationExited",
                        "The source has completed and the destination has exited: the guest runs nowhere. If it did not"
                                + " run on the destination, it can go on on the source with cont")
                .with(MigrationResult.Guest.UNKNOWN);
    }

    private static MigrationResult silentHang() {
        return MigrationResult.failed(
                        "SilentHang",
                        "The source has completed and the destination still waits: the guest runs nowhere. It can go on"
                                + " on the source with cont")
                .with(MigrationResult.Guest.UNKNOWN);
    }

    private Transition goOn(
            MigrationJob relocation, MigrationJobState.Moving moving, MigrationQmp source, MigrationProgress progress) {
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

    private boolean isLate(MigrationJob relocation, MigrationJobState.Moving moving) {
        Duration timeout = relocation.request().timeout();
        return timeout != null && moving.since().plus(timeout).isBefore(clock.instant());
    }

    private static Transition note(
            MigrationJobState.Moving moving, boolean timedOut, MigrationProgress progress, Duration delay) {
        return new Transition.Note(
                progress,
                new MigrationJobState.Moving(moving.course(), moving.since(), moving.completedAt(), timedOut),
                delay);
    }

    private static void letGo(MigrationQmp source, MigrationProgress progress) {
        try {
            source.goOn(progress.status());
        } catch (QmpRefusedException wentOn) {
            // It has left that state since it was asked; the next look shows where it is.
        }
    }
}
