package dev.outset.migration.run;

import dev.outset.launch.QemuInstance;
import dev.outset.migration.plan.MigrationStep;
import dev.outset.qmp.MigrationStatus;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import dev.outset.qmp.QmpException;
import dev.outset.qmp.QmpRefusedException;
import dev.outset.reconcile.Launchers;
import dev.outset.reconcile.Launchers.Located;
import dev.outset.store.vm.VmRepository;
import dev.outset.vm.VmName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts a migration and monitors it until it ends. */
final class MigrationMonitor {

    /** Run states in which QEMU does not have the guest, or is about to hand it over. */
    private static final Set<String> WITHOUT_GUEST = Set.of("inmigrate", "finish-migrate", "postmigrate");

    private static final String IN_PROGRESS = "There's a migration process in progress";

    private final MigrationRepository migrations;

    private final VmRepository repository;

    private final Launchers qemus;

    private final InstantSource clock;

    private final MigrationSettings settings;

    MigrationMonitor(
            MigrationRepository migrations,
            VmRepository repository,
            Launchers qemus,
            InstantSource clock,
            MigrationSettings settings) {
        this.migrations = migrations;
        this.repository = repository;
        this.qemus = qemus;
        this.clock = clock;
        this.settings = settings;
    }

    /** Sends {@code migrate} to the source unless the migration has already started. */
    Transition start(Migration migration, Migration.Starting starting) {
        Migration.Baseline before = starting.before();
        Optional<Located> from =
                qemus.find(migration.request().source(), before.source().boot());
        if (from.isEmpty()) {
            // A worker that failed may already have sent {@code migrate}.
            return running(before);
        }
        try (QmpClient source = qemus.open(from.get())) {
            // Checked while the connection is open: a VM that was deleted and created again has another QEMU.
            if (!migrations.holdsGuest(migration)) {
                return restore(before, MigrationResult.failed("VmDeleted", "The source was deleted"));
            }
            String status =
                    String.valueOf(source.execute(new QmpCommand.QueryMigrate()).status());
            boolean started = MigrationStatus.find(status)
                            .filter(MigrationStatus::isActive)
                            .isPresent()
                    || (isCompleted(status) && !isCompleted(before.source().status()));
            if (started) {
                return running(before);
            }
            if (migration.cancelled()) {
                return notStarted(
                        migration,
                        before,
                        source,
                        MigrationResult.cancelled("The migration was cancelled before it started"));
            }
            if (!ApplySettings.isInForce(starting.steps(), source)) {
                // A setting has changed since it was verified, for example by a reconciliation of the VM that began
                // earlier.
                return new Transition.To(new Migration.Applying(starting.steps(), before));
            }
            return ApplySettings.refusal(migrate(starting.steps()), source)
                    .filter(text -> !text.equals(IN_PROGRESS))
                    .map(text -> notStarted(
                            migration,
                            before,
                            source,
                            MigrationResult.failed("MigrateRefused", "The source refused migrate: " + text)))
                    .orElseGet(() -> running(before));
        }
    }

    private static QmpCommand.Planned migrate(List<MigrationStep.Action> steps) {
        return steps.stream()
                .filter(MigrationStep.Send.class::isInstance)
                .map(step -> ((MigrationStep.Send) step).command())
                .filter(QmpCommand.Migrate.class::isInstance)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The plan does not contain migrate"));
    }

    /**
     * Ends a migration that QEMU did not start; the location of the guest is unknown if it has left the source
     * nevertheless.
     */
    private Transition notStarted(
            Migration migration, Migration.Baseline before, QmpClient source, MigrationResult result) {
        boolean isThere = hasGuest(source) && !arrival(migration, before).hasGuest();
        return restore(before, isThere ? result : unknown(result));
    }

    /** Returns whether a QEMU has the guest according to its run state. */
    private static boolean hasGuest(QmpClient client) {
        return !WITHOUT_GUEST.contains(
                client.execute(new QmpCommand.QueryStatus()).status());
    }

    private static MigrationResult unknown(MigrationResult result) {
        return result.withGuest(MigrationResult.Guest.UNKNOWN).withDetail("; the location of the guest is unknown");
    }

    private Transition running(Migration.Baseline before) {
        return new Transition.To(new Migration.Running(before, clock.instant(), null, false));
    }

    private Transition restore(Migration.Baseline before, MigrationResult result) {
        return restore(before, result, null);
    }

    private Transition restore(
            Migration.Baseline before, MigrationResult result, @Nullable MigrationProgress progress) {
        return new Transition.To(new Migration.Restoring(before, result, clock.instant()), progress);
    }

    /** Queries the progress and continues, cancels or completes the migration. */
    Transition poll(Migration migration, Migration.Running running) {
        Optional<Located> from = qemus.find(
                migration.request().source(), running.before().source().boot());
        if (from.isEmpty()) {
            return sourceExited(migration, running);
        }
        try (QmpClient source = qemus.open(from.get())) {
            QmpCommand.MigrationInfo info = source.execute(new QmpCommand.QueryMigrate());
            MigrationProgress progress = MigrationProgress.of(info, migration.progress(), clock.instant());
            return switch (MigrationStatus.find(progress.status()).orElse(null)) {
                case COMPLETED -> completed(migration, running, progress);
                case CANCELLED -> failed(migration, running, source, progress, cancelled(running));
                case FAILED -> failed(migration, running, source, progress, sourceFailed(info));
                case NONE ->
                    failed(
                            migration,
                            running,
                            source,
                            progress,
                            MigrationResult.failed("SourceStateLost", "The source reports no migration"));
                case null, default -> advance(migration, running, source, progress);
            };
        }
    }

    private static boolean isCompleted(String status) {
        return status.equals(MigrationStatus.COMPLETED.toString());
    }

    private static MigrationResult cancelled(Migration.Running running) {
        return running.timedOut()
                ? MigrationResult.failed("TimedOut", "The migration exceeded its timeout and was cancelled")
                : MigrationResult.cancelled("The migration was cancelled");
    }

    private static MigrationResult sourceFailed(QmpCommand.MigrationInfo info) {
        return MigrationResult.failed(
                "SourceFailed", "The source reports: " + (info.error().isEmpty() ? "no reason given" : info.error()));
    }

    /**
     * Handles a source that reports failed or cancelled. The guest counts as on the source only if it is there and
     * nowhere else.
     */
    private Transition failed(
            Migration migration,
            Migration.Running running,
            QmpClient source,
            MigrationProgress progress,
            MigrationResult result) {
        Arrival arrival = arrival(migration, running.before());
        MigrationResult known = arrival.isGone() && result.reason().equals("SourceFailed")
                ? MigrationResult.failed("DestinationExited", result.message() + ". The destination exited")
                : result;
        if (hasGuest(source) && arrival.lacksGuest()) {
            return restore(running.before(), known.withDetail("; the guest is on the source"), progress);
        }
        // A source that has just failed may not have resumed its guest yet, and a destination may still be starting.
        return arrival.hasGuest()
                ? restore(running.before(), unknown(known), progress)
                : restoreWhenOverdue(running, unknown(known), progress);
    }

    /** Returns whether neither side is expected to change any more. */
    private boolean isOverdue(Migration.Running running) {
        Instant since = running.completedAt();
        return since != null && since.plus(settings.arrivalDeadline()).isBefore(clock.instant());
    }

    /** Ends the migration if the deadline for the arrival of the guest has passed, and waits otherwise. */
    private Transition restoreWhenOverdue(
            Migration.Running running, MigrationResult result, @Nullable MigrationProgress progress) {
        if (isOverdue(running)) {
            return restore(running.before(), result, progress);
        }
        Instant since = running.completedAt() == null ? clock.instant() : running.completedAt();
        return new Transition.Update(
                progress,
                new Migration.Running(running.before(), running.since(), since, running.timedOut()),
                settings.pollInterval());
    }

    private Transition sourceExited(Migration migration, Migration.Running running) {
        MigrationResult exited =
                MigrationResult.failed("SourceExited", "The source's QEMU exited during the migration");
        MigrationResult lost = exited.withGuest(MigrationResult.Guest.LOST).withDetail(", and the guest with it");
        MigrationProgress last = migration.progress();
        boolean completed = last != null && isCompleted(last.status());
        return switch (arrival(migration, running.before())) {
            case THERE ->
                restore(
                        running.before(),
                        MigrationResult.completed("The guest runs on the destination; the source's QEMU has exited"));
            case GONE ->
                restore(
                        running.before(),
                        completed || !waitsForGuestAgain(migration.request().destination()) ? unknown(exited) : lost);
            // By then, data in transit to the previous or to this QEMU has arrived.
            case RELAUNCHED -> restoreWhenOverdue(running, completed ? unknown(exited) : lost, null);
            case OTHER_GUEST -> restore(running.before(), unknown(exited));
            case INCOMPLETE, NOT_YET, UNKNOWN -> restoreWhenOverdue(running, unknown(exited), null);
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

    private Arrival arrival(Migration migration, Migration.Baseline before) {
        Optional<Located> to = qemus.find(migration.request().destination());
        if (to.isEmpty() || to.get().instance() instanceof QemuInstance.Exited) {
            return Arrival.GONE;
        }
        boolean isSame = to.get().instance().boot() == before.destination().boot();
        if (!isSame && !to.get().instance().arguments().contains("-incoming")) {
            return Arrival.OTHER_GUEST;
        }
        if (!to.get().isRunning()) {
            return Arrival.UNKNOWN;
        }
        try (QmpClient destination = qemus.open(to.get())) {
            boolean waits =
                    destination.execute(new QmpCommand.QueryStatus()).status().equals("inmigrate");
            String status = String.valueOf(
                    destination.execute(new QmpCommand.QueryMigrate()).status());
            if (waits) {
                return status.equals("failed") ? Arrival.GONE : isSame ? Arrival.NOT_YET : Arrival.RELAUNCHED;
            }
            return status.startsWith("postcopy") ? Arrival.INCOMPLETE : Arrival.THERE;
        } catch (QmpException silent) {
            return Arrival.UNKNOWN;
        }
    }

    private Transition completed(Migration migration, Migration.Running running, MigrationProgress progress) {
        return switch (arrival(migration, running.before())) {
            case THERE ->
                restore(running.before(), MigrationResult.completed("The guest runs on the destination"), progress);
            case GONE, OTHER_GUEST -> restore(running.before(), destinationExited(), progress);
            case RELAUNCHED -> restoreWhenOverdue(running, destinationExited(), progress);
            case NOT_YET, INCOMPLETE, UNKNOWN -> restoreWhenOverdue(running, silentHang(), progress);
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
            Migration migration, Migration.Running running, QmpClient source, MigrationProgress progress) {
        if (!migration.cancelled() && !running.timedOut() && hasTimedOut(migration, running)) {
            // Stored before the cancellation, so that a later reconciliation knows why the migration was cancelled.
            return update(running, true, progress, Duration.ZERO);
        }
        if (migration.cancelled() || running.timedOut()) {
            source.execute(new QmpCommand.MigrateCancel());
        } else if (progress.status().equals(MigrationStatus.PRE_SWITCHOVER.toString())) {
            continueAfterPause(source, progress);
        }
        return update(running, running.timedOut(), progress, settings.pollInterval());
    }

    private boolean hasTimedOut(Migration migration, Migration.Running running) {
        Duration timeout = migration.request().timeout();
        return timeout != null && running.since().plus(timeout).isBefore(clock.instant());
    }

    private static Transition update(
            Migration.Running running, boolean timedOut, MigrationProgress progress, Duration delay) {
        return new Transition.Update(
                progress,
                new Migration.Running(running.before(), running.since(), running.completedAt(), timedOut),
                delay);
    }

    private static void continueAfterPause(QmpClient source, MigrationProgress progress) {
        try {
            source.execute(new QmpCommand.MigrateContinue(progress.status()));
        } catch (QmpRefusedException changed) {
            // The source has left that state since the query; the next query reports the new one.
        }
    }
}
