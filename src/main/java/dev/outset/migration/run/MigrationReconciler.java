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
 * Carries one migration on as far as it goes now. Level-triggered: each state asks what is before it acts, so that a step
 * may die anywhere and be done again.
 */
public final class MigrationReconciler {

    private static final Logger LOG = LoggerFactory.getLogger(MigrationReconciler.class);

    /** A migration goes through its states once; more in one go is a bug. */
    private static final int MOST_STATES = 16;

    private final MigrationRepository relocations;

    private final InstantSource clock;

    private final MigrationSettings settings;

    private final Preflight preparation;

    private final ApplySettings application;

    private final MigrationMonitor passage;

    private final Rollback restoration;

    /**
     * A relocator.
     *
     * @param relocations the migrations
     * @param repository the VMs
     * @param planner thinks migrations through
     * @param qemus the QEMUs
     * @param clock the time
     * @param settings limits and intervals
     */
    MigrationReconciler(
            MigrationRepository relocations,
            VmRepository repository,
            StoredVmPlanner planner,
            MigrationQemus qemus,
            InstantSource clock,
            MigrationSettings settings) {
        this.relocations = relocations;
        this.clock = clock;
        this.settings = settings;
        this.preparation = new Preflight(repository, planner, qemus, clock, settings);
        this.application = new ApplySettings(qemus);
        this.passage = new MigrationMonitor(relocations, repository, qemus, clock, settings);
        this.restoration = new Rollback(qemus, clock, settings);
    }

    /** Carries a migration on until it has to wait. */
    public NextReconciliation step(String id) {
        for (int states = 0; states < MOST_STATES; states++) {
            Optional<MigrationJob> found = relocations.find(id);
            if (found.isEmpty() || found.get().isOver()) {
                return new NextReconciliation.None();
            }
            Optional<Duration> wait = advance(found.get());
            if (wait.isPresent()) {
                return new NextReconciliation.After(wait.get());
            }
        }
        throw new IllegalStateException("The migration " + id + " does not come to rest");
    }

    /** One state; empty when the next one can be entered at once. */
    private Optional<Duration> advance(MigrationJob relocation) {
        Transition move;
        try {
            move = move(relocation);
        } catch (QmpForbiddenException forbidden) {
            move = forbidden(relocation.state(), forbidden);
        } catch (QmpException silent) {
            LOG.debug("{} waits: {}", relocation.id(), silent.getMessage());
            return Optional.of(settings.retryInterval());
        }
        return switch (move) {
            case Transition.Wait(Duration delay) -> Optional.of(delay);
            case Transition.Note(MigrationProgress progress, MigrationJobState state, Duration delay) -> {
                relocations.save((progress == null ? relocation : relocation.with(progress)).with(state), List.of());
                yield Optional.of(delay);
            }
            case Transition.To(MigrationJobState state, MigrationProgress progress) -> {
                MigrationJob seen = progress == null ? relocation : relocation.with(progress);
                relocations.save(entered(seen, state), events(relocation, state));
                yield Optional.empty();
            }
        };
    }

    /** The host's policy refuses a command, and would refuse it again. */
    private Transition forbidden(MigrationJobState state, QmpForbiddenException forbidden) {
        MigrationResult ending = MigrationResult.failed(forbidden.rule(), String.valueOf(forbidden.getMessage()));
        return switch (state) {
            case MigrationJobState.Preparing ignored -> Transition.To.of(new MigrationJobState.Ended(ending));
            case MigrationJobState.Applying(MigrationContext course) -> restore(course, ending);
            case MigrationJobState.Starting(MigrationContext course) -> restore(course, ending);
            case MigrationJobState.Moving moving -> restore(moving.course(), ending);
            case MigrationJobState.Restoring restoring ->
                Transition.To.of(new MigrationJobState.Ended(
                        restoring.ending().butNotPutBack(String.valueOf(forbidden.getMessage()))));
            case MigrationJobState.Ended ended ->
                throw new IllegalStateException("A migration that is over goes on: " + ended);
        };
    }

    private Transition restore(MigrationContext course, MigrationResult ending) {
        return Transition.To.of(new MigrationJobState.Restoring(course, ending, clock.instant()));
    }

    private MigrationJob entered(MigrationJob relocation, MigrationJobState state) {
        return state instanceof MigrationJobState.Ended(MigrationResult ending)
                ? relocation.ended(ending, clock.instant())
                : relocation.with(state);
    }

    private Transition move(MigrationJob relocation) {
        return switch (relocation.state()) {
            case MigrationJobState.Preparing ignored -> preparation.move(relocation);
            case MigrationJobState.Applying applying -> application.move(relocation, applying, clock.instant());
            case MigrationJobState.Starting starting -> passage.start(relocation, starting);
            case MigrationJobState.Moving moving -> passage.move(relocation, moving);
            case MigrationJobState.Restoring restoring -> restoration.move(relocation, restoring);
            case MigrationJobState.Ended ended ->
                throw new IllegalStateException("A migration that is over goes on: " + ended);
        };
    }

    private List<EventDraft> events(MigrationJob relocation, MigrationJobState state) {
        Instant now = clock.instant();
        return switch (state) {
            case MigrationJobState.Moving ignored -> MigrationEvents.moving(relocation, now);
            case MigrationJobState.Ended(MigrationResult ending) -> MigrationEvents.ended(relocation, ending, now);
            case MigrationJobState.Preparing ignored -> List.of();
            case MigrationJobState.Applying ignored -> List.of();
            case MigrationJobState.Starting ignored -> List.of();
            case MigrationJobState.Restoring ignored -> List.of();
        };
    }
}
