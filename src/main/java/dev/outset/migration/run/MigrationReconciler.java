package dev.outset.migration.run;

import dev.outset.migration.plan.StoredVmPlanner;
import dev.outset.qmp.QmpException;
import dev.outset.qmp.QmpForbiddenException;
import dev.outset.reconcile.Launchers;
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
            Launchers qemus,
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

    /**
     * Advances a migration until it must wait.
     *
     * @return the delay until the next reconciliation; empty if the migration has ended or does not exist
     */
    public Optional<Duration> reconcile(String id) {
        for (int transitions = 0; transitions < MAX_TRANSITIONS; transitions++) {
            Optional<Migration> found = migrations.find(id);
            if (found.isEmpty() || found.get().hasEnded()) {
                return Optional.empty();
            }
            Optional<Duration> wait = advance(found.get());
            if (wait.isPresent()) {
                return wait;
            }
        }
        throw new IllegalStateException("The migration " + id + " exceeds the maximum number of transitions");
    }

    /**
     * Processes one state; returns the delay until the next reconciliation, or empty if the next state can be processed
     * at once.
     */
    private Optional<Duration> advance(Migration migration) {
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
            case Transition.Update(MigrationProgress progress, Migration.State state, Duration delay) -> {
                migrations.save(migration.with(progress).with(state), List.of());
                yield Optional.of(delay);
            }
            case Transition.To(Migration.State state, MigrationProgress progress) -> {
                migrations.save(entered(migration.with(progress), state), events(migration, state));
                yield Optional.empty();
            }
        };
    }

    /** Handles a command that the host policy rejects; a retry would be rejected again. */
    private Transition forbidden(Migration.State state, QmpForbiddenException forbidden) {
        MigrationResult result = MigrationResult.forbidden(forbidden);
        return switch (state) {
            case Migration.Preparing _ -> new Transition.To(new Migration.Ended(result));
            case Migration.Applying applying -> restore(applying.before(), result);
            case Migration.Starting starting -> restore(starting.before(), result);
            case Migration.Running running -> restore(running.before(), result);
            case Migration.Restoring restoring ->
                new Transition.To(new Migration.Ended(
                        restoring.result().withRestoreFailure(String.valueOf(forbidden.getMessage()))));
            case Migration.Ended ended -> throw new IllegalStateException("The migration has already ended: " + ended);
        };
    }

    private Transition restore(Migration.Baseline before, MigrationResult result) {
        return new Transition.To(new Migration.Restoring(before, result, clock.instant()));
    }

    private Migration entered(Migration migration, Migration.State state) {
        return state instanceof Migration.Ended end ? migration.ended(end, clock.instant()) : migration.with(state);
    }

    private Transition process(Migration migration) {
        return switch (migration.state()) {
            case Migration.Preparing preparing -> preflight.check(migration, preparing);
            case Migration.Applying applying -> applySettings.apply(migration, applying, clock.instant());
            case Migration.Starting starting -> monitor.start(migration, starting);
            case Migration.Running running -> monitor.poll(migration, running);
            case Migration.Restoring restoring -> rollback.run(migration, restoring);
            case Migration.Ended ended -> throw new IllegalStateException("The migration has already ended: " + ended);
        };
    }

    private List<EventDraft> events(Migration migration, Migration.State state) {
        Instant now = clock.instant();
        return switch (state) {
            case Migration.Running _ -> MigrationEvents.started(migration, now);
            case Migration.Ended ended -> MigrationEvents.ended(migration, ended.result(), now);
            case Migration.Preparing _, Migration.Applying _, Migration.Starting _, Migration.Restoring _ -> List.of();
        };
    }
}
