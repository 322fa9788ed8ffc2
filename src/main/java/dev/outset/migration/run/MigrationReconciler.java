package dev.outset.migration.run;

import dev.outset.migration.job.MigrationContext;
import dev.outset.migration.job.MigrationJob;
import dev.outset.migration.job.MigrationJobState;
import dev.outset.migration.job.MigrationProgress;
import dev.outset.migration.job.MigrationRepository;
import dev.outset.migration.job.MigrationResult;
import dev.outset.qmp.QmpException;
import dev.outset.qmp.QmpForbiddenException;
import dev.outset.store.event.EventDraft;
import dev.outset.store.vm.VmRepository;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Advances one migration as far as possible. Level-triggered: each state reads the actual state before it acts, so that
 * a step may be interrupted anywhere and repeated.
 */
public final class MigrationReconciler {

    private static final Logger LOG = LoggerFactory.getLogger(MigrationReconciler.class);

    /** A migration passes through each state once; more transitions in one reconciliation are a bug. */
    private static final int MAX_TRANSITIONS = 16;

    private final MigrationRepository migrations;

    private final InstantSource clock;

    private final MigrationSettings settings;

    private final Preflight preflight;

    private final ApplySettings applySettings;

    private final MigrationMonitor monitor;

    private final Rollback rollback;

    /**
     * Creates a reconciler.
     *
     * @param migrations the migrations
     * @param repository the VMs
     * @param planner plans migrations
     * @param qemus the QEMUs
     * @param clock the current time
     * @param settings limits and intervals
     */
    MigrationReconciler(
            MigrationRepository migrations,
            VmRepository repository,
            StoredVmPlanner planner,
            MigrationQemus qemus,
            InstantSource clock,
            MigrationSettings settings) {
        this.migrations = migrations;
        this.clock = clock;
        this.settings = settings;
        this.preflight = new Preflight(repository, planner, qemus, clock, settings);
        this.applySettings = new ApplySettings(qemus);
        this.monitor = new MigrationMonitor(migrations, repository, qemus, clock, settings);
        this.rollback = new Rollback(qemus, clock, settings);
    }

    /** Advances a migration until it must wait. */
    public NextReconciliation reconcile(String id) {
        for (int transitions = 0; transitions < MAX_TRANSITIONS; transitions++) {
            Optional<MigrationJob> found = migrations.find(id);
            if (found.isEmpty() || found.get().hasEnded()) {
                return new NextReconciliation.None();
            }
            Optional<Duration> wait = advance(found.get());
            if (wait.isPresent()) {
                return new NextReconciliation.After(wait.get());
            }
        }
        throw new IllegalStateException("The migration " + id + " exceeds the maximum number of transitions");
    }

    /**
     * Processes one state; returns the delay until the next reconciliation, or empty if the next state can be processed
     * at once.
     */
    private Optional<Duration> advance(MigrationJob migration) {
        Transition transition;
        try {
            transition = process(migration);
        } catch (QmpForbiddenException forbidden) {
            transition = forbidden(migration.state(), forbidden);
        } catch (QmpException silent) {
            LOG.debug("Migration {} waits: {}", migration.id(), silent.getMessage());
            return Optional.of(settings.retryInterval());
        }
        return switch (transition) {
            case Transition.Wait(Duration delay) -> Optional.of(delay);
            case Transition.Update(MigrationProgress progress, MigrationJobState state, Duration delay) -> {
                migrations.save((progress == null ? migration : migration.with(progress)).with(state), List.of());
                yield Optional.of(delay);
            }
            case Transition.To(MigrationJobState state, MigrationProgress progress) -> {
                MigrationJob seen = progress == null ? migration : migration.with(progress);
                migrations.save(entered(seen, state), events(migration, state));
                yield Optional.empty();
            }
        };
    }

    /** Handles a command that the host policy rejects; a retry would be rejected again. */
    private Transition forbidden(MigrationJobState state, QmpForbiddenException forbidden) {
        MigrationResult result = MigrationResult.failed(forbidden.rule(), String.valueOf(forbidden.getMessage()));
        return switch (state) {
            case MigrationJobState.Preparing ignored -> Transition.To.of(new MigrationJobState.Ended(result));
            case MigrationJobState.Applying(MigrationContext context) -> restore(context, result);
            case MigrationJobState.Starting(MigrationContext context) -> restore(context, result);
            case MigrationJobState.Running running -> restore(running.context(), result);
            case MigrationJobState.Restoring restoring ->
                Transition.To.of(new MigrationJobState.Ended(
                        restoring.result().withRestoreFailure(String.valueOf(forbidden.getMessage()))));
            case MigrationJobState.Ended ended ->
                throw new IllegalStateException("The migration has already ended: " + ended);
        };
    }

    private Transition restore(MigrationContext context, MigrationResult result) {
        return Transition.To.of(new MigrationJobState.Restoring(context, result, clock.instant()));
    }

    private MigrationJob entered(MigrationJob migration, MigrationJobState state) {
        return state instanceof MigrationJobState.Ended(MigrationResult result)
                ? migration.withResult(result, clock.instant())
                : migration.with(state);
    }

    private Transition process(MigrationJob migration) {
        return switch (migration.state()) {
            case MigrationJobState.Preparing ignored -> preflight.check(migration);
            case MigrationJobState.Applying applying -> applySettings.apply(migration, applying, clock.instant());
            case MigrationJobState.Starting starting -> monitor.start(migration, starting);
            case MigrationJobState.Running running -> monitor.poll(migration, running);
            case MigrationJobState.Restoring restoring -> rollback.run(migration, restoring);
            case MigrationJobState.Ended ended ->
                throw new IllegalStateException("The migration has already ended: " + ended);
        };
    }

    private List<EventDraft> events(MigrationJob migration, MigrationJobState state) {
        Instant now = clock.instant();
        return switch (state) {
            case MigrationJobState.Running ignored -> MigrationEvents.started(migration, now);
            case MigrationJobState.Ended(MigrationResult result) -> MigrationEvents.ended(migration, result, now);
            case MigrationJobState.Preparing ignored -> List.of();
            case MigrationJobState.Applying ignored -> List.of();
            case MigrationJobState.Starting ignored -> List.of();
            case MigrationJobState.Restoring ignored -> List.of();
        };
    }
}
