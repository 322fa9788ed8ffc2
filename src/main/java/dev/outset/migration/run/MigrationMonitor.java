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

/** Starts a migration and monitors it until it ends. */
final class MigrationMonitor {

    /** The values of QEMU's {@code MigrationStatus} for an active migration. */
    private static final Set<String> ACTIVE_STATUSES = Set.of(
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

    private final MigrationRepository migrations;

    private final VmRepository repository;

    private final MigrationQemus qemus;

    private final InstantSource clock;

    private final MigrationSettings settings;

    MigrationMonitor(
            MigrationRepository migrations,
            VmRepository repository,
            MigrationQemus qemus,
            InstantSource clock,
            MigrationSettings settings) {
        this.migrations = migrations;
        this.repository = repository;
        this.qemus = qemus;
        this.clock = clock;
        this.settings = settings;
    }

    /** Sends {@code migrate} to the source unless the migration has already started. */
    Transition start(MigrationJob migration, MigrationJobState.Starting starting) {
        MigrationContext context = starting.context();
        Optional<Located> from =
                qemus.find(migration.request().source(), context.source().boot());
        if (from.isEmpty()) {
            // A worker that failed may already have sent {@code migrate}.
            return running(context);
        }
        try (MigrationQmp source = qemus.open(from.get())) {
            // Checked while the connection is open: a VM that was deleted and created again has another QEMU.
            if (!migrations.holdsGuest(migration)) {
                return restore(context, MigrationResult.failed("VmDeleted", "The source was deleted"));
            }
            String status = source.info().path("status").asString("");
            boolean started = ACTIVE_STATUSES.contains(status)
                    || (status.equals(COMPLETED) && !context.source().status().equals(COMPLETED));
            if (started) {
                return running(context);
            }
            if (migration.cancelled()) {
                return restore(
                        context,
                        notStarted(
                                migration,
                                context,
                                source,
                                MigrationResult.cancelled("The migration was cancelled before it started")));
            }
            if (!ApplySettings.isInForce(context.actions(), Side.SOURCE, source)) {
                // A setting has changed since it was verified, for example by a reconciliation of the VM that began
                // earlier.
                return Transition.To.of(new MigrationJobState.Applying(context));
            }
            return migrate(migration, context, source);
        }
    }

    private Transition migrate(MigrationJob migration, MigrationContext context, MigrationQmp source) {
        PlannedAction migrate = context.actions().stream()
                .filter(action -> action.kind() == PlannedAction.Kind.MIGRATE)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The plan does not contain migrate"));
        Optional<String> refused = source.trySend(migrate).filter(text -> !text.equals(IN_PROGRESS));
        return refused.isPresent()
                ? restore(
                        context,
                        notStarted(
                                migration,
                                context,
                                source,
                                MigrationResult.failed(
                                        "MigrateRefused", "The source refused migrate: " + refused.get())))
                : running(context);
    }

    /**
     * Returns the result of a migration that QEMU did not start; the location of the guest is unknown if it has left
     * the source nevertheless.
     */
    private MigrationResult notStarted(
            MigrationJob migration, MigrationContext context, MigrationQmp source, MigrationResult result) {
        boolean isThere = source.hasGuest() && !arrival(migration, context).hasGuest();
        return isThere ? result : unknown(result);
    }

    private static MigrationResult unknown(MigrationResult result) {
        return result.withGuest(MigrationResult.Guest.UNKNOWN).withDetail("; the location of the guest is unknown");
    }

    private Transition running(MigrationContext context) {
        return Transition.To.of(new MigrationJobState.Running(context, clock.instant(), null, false));
    }

    private Transition restore(MigrationContext context, MigrationResult result) {
        return Transition.To.of(new MigrationJobState.Restoring(context, result, clock.instant()));
    }

    private Transition restore(MigrationContext context, MigrationResult result, MigrationProgress progress) {
        return new Transition.To(new MigrationJobState.Restoring(context, result, clock.instant()), progress);
    }

    /** Queries the progress and continues, cancels or completes the migration. */
    Transition poll(MigrationJob migration, MigrationJobState.Running running) {
        MigrationContext context = running.context();
        Optional<Located> from =
                qemus.find(migration.request().source(), context.source().boot());
        if (from.isEmpty()) {
            return sourceExited(migration, running);
        }
        try (MigrationQmp source = qemus.open(from.get())) {
            JsonNode info = source.info();
            MigrationProgress progress = MigrationProgress.of(info);
            return switch (progress.status()) {
                case COMPLETED -> completed(migration, running, progress);
                case "cancelled" -> failed(migration, running, source, progress, cancelled(running));
                case "failed" -> failed(migration, running, source, progress, sourceFailed(info));
                case "none" ->
                    failed(
                            migration,
                            running,
                            source,
                            progress,
                            MigrationResult.failed("SourceStateLost", "The source reports no migration"));
                default -> advance(migration, running, source, progress);
            };
        }
    }

    private static MigrationResult cancelled(MigrationJobState.Running running) {
        return running.timedOut()
                ? MigrationResult.failed("TimedOut", "The migration exceeded its timeout and was cancelled")
                : MigrationResult.cancelled("The migration was cancelled");
    }

    private static MigrationResult sourceFailed(JsonNode info) {
        return MigrationResult.failed(
                "SourceFailed", "The source reports: " + info.path("error-desc").asString("no reason given"));
    }

    /**
     * Handles a source that reports failed or cancelled. The guest counts as on the source only if it is there and
     * nowhere else.
     */
    private Transition failed(
            MigrationJob migration,
            MigrationJobState.Running running,
            MigrationQmp source,
            MigrationProgress progress,
            MigrationResult result) {
        MigrationContext context = running.context();
        Arrival arrival = arrival(migration, context);
        MigrationResult known = arrival.isGone() && result.reason().equals("SourceFailed")
                ? MigrationResult.failed("DestinationExited", result.message() + ". The destination exited")
                : result;
        if (source.hasGuest() && arrival.lacksGuest()) {
            return restore(context, known.withDetail("; the guest is on the source"), progress);
        }
        // A source that has just failed may not have resumed its guest yet, and a destination may still be starting.
        return arrival.hasGuest() || isOverdue(running)
                ? restore(context, unknown(known), progress)
                : keepWaiting(running, progress);
    }

    /** Returns whether neither side is expected to change any more. */
    private boolean isOverdue(MigrationJobState.Running running) {
        Instant since = running.completedAt();
        return since != null && since.plus(settings.arrivalDeadline()).isBefore(clock.instant());
    }

    private Transition keepWaiting(MigrationJobState.Running running, @Nullable MigrationProgress progress) {
        Instant since = running.completedAt() == null ? clock.instant() : running.completedAt();
        return new Transition.Update(
                progress,
                new MigrationJobState.Running(running.context(), running.since(), since, running.timedOut()),
                settings.pollInterval());
    }

    private Transition sourceExited(MigrationJob migration, MigrationJobState.Running running) {
        MigrationContext context = running.context();
        MigrationResult exited =
                MigrationResult.failed("SourceExited", "The source's QEMU exited during the migration");
        MigrationResult lost = exited.withGuest(MigrationResult.Guest.LOST).withDetail(", and the guest with it");
        MigrationProgress last = migration.progress();
        boolean completed = last != null && last.status().equals(COMPLETED);
        return switch (arrival(migration, context)) {
            case THERE ->
                restore(
                        context,
                        MigrationResult.completed("The guest runs on the destination; the source's QEMU has exited"));
            case GONE ->
                restore(
                        context,
                        completed || !waitsForGuestAgain(migration.request().destination()) ? unknown(exited) : lost);
            case RELAUNCHED -> {
                // By then, data in transit to the previous or to this QEMU has arrived.
                if (!isOverdue(running)) {
                    yield keepWaiting(running, null);
                }
                yield restore(context, completed ? unknown(exited) : lost);
            }
            case OTHER_GUEST -> restore(context, unknown(exited));
            case INCOMPLETE, NOT_YET, UNKNOWN ->
                isOverdue(running) ? restore(context, unknown(exited)) : keepWaiting(running, null);
        };
    }

    /**
     * Returns whether the next QEMU of a destination waits for a guest instead of booting the one that may have
     * arrived.
     */
    private boolean waitsForGuestAgain(VmName destination) {
        return repository
                .find(destination)
                .map(vm -> vm.definition().spec().migration().incoming() != null)
                .orElse(true);
    }

    /** The state of the guest on the destination. */
    private enum Arrival {
        /** The guest runs or is paused on the destination. */
        THERE,
        /** The destination runs the guest but lacks a part of its memory. */
        INCOMPLETE,
        /** The destination waits for the guest. */
        NOT_YET,
        /** The destination's QEMU has exited, or its incoming migration has failed. */
        GONE,
        /** A later QEMU of the destination waits for a guest. */
        RELAUNCHED,
        /** The destination has booted its own guest. */
        OTHER_GUEST,
        /** The destination does not respond. */
        UNKNOWN;

        boolean hasGuest() {
            return this == THERE || this == INCOMPLETE;
        }

        boolean isGone() {
            return this == GONE || this == RELAUNCHED || this == OTHER_GUEST;
        }

        boolean lacksGuest() {
            return isGone() || this == NOT_YET;
        }
    }

    private Arrival arrival(MigrationJob migration, MigrationContext context) {
        Optional<Located> to = qemus.find(migration.request().destination());
        if (to.isEmpty() || to.get().instance() instanceof QemuInstance.Exited) {
            return Arrival.GONE;
        }
        boolean isSame = to.get().instance().boot() == context.destination().boot();
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

    private Transition completed(
            MigrationJob migration, MigrationJobState.Running running, MigrationProgress progress) {
        MigrationContext context = running.context();
        return switch (arrival(migration, context)) {
            case THERE -> restore(context, MigrationResult.completed("The guest runs on the destination"), progress);
            case GONE, OTHER_GUEST -> restore(context, destinationExited(), progress);
            case RELAUNCHED ->
                isOverdue(running) ? restore(context, destinationExited(), progress) : keepWaiting(running, progress);
            case NOT_YET, INCOMPLETE, UNKNOWN ->
                isOverdue(running) ? restore(context, silentHang(), progress) : keepWaiting(running, progress);
        };
    }

    private static MigrationResult destinationExited() {
        return MigrationResult.failed(
                        "DestinationExited",
                        "The source completed and the destination exited: the guest runs nowhere. If it never ran on"
                                + " the destination, resume it on the source with cont")
                .withGuest(MigrationResult.Guest.UNKNOWN);
    }

    private static MigrationResult silentHang() {
        return MigrationResult.failed(
                        "SilentHang",
                        "The source completed and the destination still waits: the guest runs nowhere. Resume it on"
                                + " the source with cont")
                .withGuest(MigrationResult.Guest.UNKNOWN);
    }

    private Transition advance(
            MigrationJob migration,
            MigrationJobState.Running running,
            MigrationQmp source,
            MigrationProgress progress) {
        if (!migration.cancelled() && !running.timedOut() && hasTimedOut(migration, running)) {
            // Stored before the cancellation, so that a later reconciliation knows why the migration was cancelled.
            return update(running, true, progress, Duration.ZERO);
        }
        if (migration.cancelled() || running.timedOut()) {
            source.cancel();
        } else if (progress.status().equals("pre-switchover")) {
            continueAfterPause(source, progress);
        }
        return update(running, running.timedOut(), progress, settings.pollInterval());
    }

    private boolean hasTimedOut(MigrationJob migration, MigrationJobState.Running running) {
        Duration timeout = migration.request().timeout();
        return timeout != null && running.since().plus(timeout).isBefore(clock.instant());
    }

    private static Transition update(
            MigrationJobState.Running running, boolean timedOut, MigrationProgress progress, Duration delay) {
        return new Transition.Update(
                progress,
                new MigrationJobState.Running(running.context(), running.since(), running.completedAt(), timedOut),
                delay);
    }

    private static void continueAfterPause(MigrationQmp source, MigrationProgress progress) {
        try {
            source.continueMigration(progress.status());
        } catch (QmpRefusedException changed) {
            // The source has left that state since the query; the next query reports the new one.
        }
    }
}
