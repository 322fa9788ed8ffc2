package dev.outset.relocation;

import dev.outset.qmp.QmpException;
import dev.outset.qmp.QmpForbiddenException;
import dev.outset.store.EventDraft;
import dev.outset.store.VmRepository;
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
public final class Relocator {

    private static final Logger LOG = LoggerFactory.getLogger(Relocator.class);

    /** A migration goes through its states once; more in one go is a bug. */
    private static final int MOST_STATES = 16;

    private final Relocations relocations;

    private final InstantSource clock;

    private final RelocationSettings settings;

    private final Preparation preparation;

    private final Application application;

    private final Passage passage;

    private final Restoration restoration;

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
    Relocator(
            Relocations relocations,
            VmRepository repository,
            RelocationPlanner planner,
            Qemus qemus,
            InstantSource clock,
            RelocationSettings settings) {
        this.relocations = relocations;
        this.clock = clock;
        this.settings = settings;
        this.preparation = new Preparation(repository, planner, qemus, clock, settings);
        this.application = new Application(qemus);
        this.passage = new Passage(relocations, repository, qemus, clock, settings);
        this.restoration = new Restoration(qemus, clock, settings);
    }

    /** Carries a migration on until it has to wait. */
    public NextStep step(String id) {
        for (int states = 0; states < MOST_STATES; states++) {
            Optional<Relocation> found = relocations.find(id);
            if (found.isEmpty() || found.get().isOver()) {
                return new NextStep.None();
            }
            Optional<Duration> wait = advance(found.get());
            if (wait.isPresent()) {
                return new NextStep.After(wait.get());
            }
        }
        throw new IllegalStateException("The migration " + id + " does not come to rest");
    }

    /** One state; empty when the next one can be entered at once. */
    private Optional<Duration> advance(Relocation relocation) {
        Move move;
        try {
            move = move(relocation);
        } catch (QmpForbiddenException forbidden) {
            move = forbidden(relocation.state(), forbidden);
        } catch (QmpException silent) {
            LOG.debug("{} waits: {}", relocation.id(), silent.getMessage());
            return Optional.of(settings.retryInterval());
        }
        return switch (move) {
            case Move.Wait(Duration delay) -> Optional.of(delay);
            case Move.Note(Progress progress, RelocationState state, Duration delay) -> {
                relocations.save((progress == null ? relocation : relocation.with(progress)).with(state), List.of());
                yield Optional.of(delay);
            }
            case Move.To(RelocationState state, Progress progress) -> {
                Relocation seen = progress == null ? relocation : relocation.with(progress);
                relocations.save(entered(seen, state), events(relocation, state));
                yield Optional.empty();
            }
        };
    }

    /** The host's policy refuses a command, and would refuse it again. */
    private Move forbidden(RelocationState state, QmpForbiddenException forbidden) {
        Ending ending = Ending.failed(forbidden.rule(), String.valueOf(forbidden.getMessage()));
        return switch (state) {
            case RelocationState.Preparing ignored -> Move.To.of(new RelocationState.Ended(ending));
            case RelocationState.Applying(Course course) -> restore(course, ending);
            case RelocationState.Starting(Course course) -> restore(course, ending);
            case RelocationState.Moving moving -> restore(moving.course(), ending);
            case RelocationState.Restoring restoring ->
                Move.To.of(new RelocationState.Ended(
                        restoring.ending().butNotPutBack(String.valueOf(forbidden.getMessage()))));
            case RelocationState.Ended ended ->
                throw new IllegalStateException("A migration that is over goes on: " + ended);
        };
    }

    private Move restore(Course course, Ending ending) {
        return Move.To.of(new RelocationState.Restoring(course, ending, clock.instant()));
    }

    private Relocation entered(Relocation relocation, RelocationState state) {
        return state instanceof RelocationState.Ended(Ending ending)
                ? relocation.ended(ending, clock.instant())
                : relocation.with(state);
    }

    private Move move(Relocation relocation) {
        return switch (relocation.state()) {
            case RelocationState.Preparing ignored -> preparation.move(relocation);
            case RelocationState.Applying applying -> application.move(relocation, applying, clock.instant());
            case RelocationState.Starting starting -> passage.start(relocation, starting);
            case RelocationState.Moving moving -> passage.move(relocation, moving);
            case RelocationState.Restoring restoring -> restoration.move(relocation, restoring);
            case RelocationState.Ended ended ->
                throw new IllegalStateException("A migration that is over goes on: " + ended);
        };
    }

    private List<EventDraft> events(Relocation relocation, RelocationState state) {
        Instant now = clock.instant();
        return switch (state) {
            case RelocationState.Moving ignored -> Events.moving(relocation, now);
            case RelocationState.Ended(Ending ending) -> Events.ended(relocation, ending, now);
            case RelocationState.Preparing ignored -> List.of();
            case RelocationState.Applying ignored -> List.of();
            case RelocationState.Starting ignored -> List.of();
            case RelocationState.Restoring ignored -> List.of();
        };
    }
}
