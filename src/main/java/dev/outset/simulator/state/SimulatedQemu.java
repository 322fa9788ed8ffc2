package dev.outset.simulator.state;

import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.BootSequence;
import dev.outset.qemu.BootStep;
import dev.outset.simulator.Simulator;
import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.migration.AssignedValue;
import dev.outset.simulator.migration.MigrationObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A simulated QEMU at one point of its life. Immutable: {@link Simulator#execute} gives the next one. Its start is
 * computed as a whole with a time for every step, so that it can be asked what had happened by any instant.
 */
public final class SimulatedQemu {

    private final BootResult boot;

    private final RuntimeState live;

    /**
     * A parameter of the migration object.
     *
     * @param parameter which
     * @param value its value
     * @param layer where the value came from
     * @param overridden what lower layers had set, highest first
     */
    public record ParameterState(
            MigrationParameter parameter, ParameterValue value, ParameterLayer layer, List<Overridden> overridden) {
        public ParameterState {
            overridden = List.copyOf(overridden);
        }
    }

    /**
     * A value that a higher layer replaced.
     *
     * @param layer where it came from
     * @param value the value
     */
    public record Overridden(ParameterLayer layer, ParameterValue value) {}

    public SimulatedQemu(BootResult boot, RuntimeState live) {
        this.boot = boot;
        this.live = live;
    }

    public BootResult boot() {
        return boot;
    }

    public RuntimeState live() {
        return live;
    }

    public SimulatedQemu with(RuntimeState changed) {
        return new SimulatedQemu(boot, changed);
    }

    /** How it was started. */
    public BootRequest request() {
        return boot.request();
    }

    /** The run state, as {@code query-status} says it. */
    public RunState runState() {
        return live.runState();
    }

    /** The steps that were reached by an instant, in the order of time. */
    public List<ReachedStep> steps(Instant now) {
        List<ReachedStep> reached = new ArrayList<>();
        for (ReachedStep step : boot.steps()) {
            if (!step.at().isAfter(now)) {
                reached.add(step);
            }
        }
        Instant left = live.preconfigLeftAt();
        if (left != null && !left.isAfter(now)) {
            reached.addAll(stepsAfterPreconfig(left));
        }
        return List.copyOf(reached);
    }

    private List<ReachedStep> stepsAfterPreconfig(Instant left) {
        List<ReachedStep> later = new ArrayList<>();
        ParsedCommandLine options = boot.commandLine();
        boolean after = false;
        for (BootSequence.Stage stage :
                boot.release().catalogue().bootSequence().stages()) {
            boolean taken = stage.step() != BootStep.INCOMING_STARTED
                    || (options != null && options.incoming().startsAtOnce());
            if (after && taken) {
                later.add(new ReachedStep(
                        stage.step(),
                        stage.phase(),
                        left,
                        boot.release().parameters().names()));
            }
            after |= stage.step() == BootStep.PRECONFIG;
        }
        return later;
    }

    /** How it had ended by an instant; empty while it runs. */
    public Optional<ProcessExit> end(Instant now) {
        return Optional.ofNullable(live.end()).filter(end -> !end.at().isAfter(now));
    }

    /** How it ends, at whatever time, if it does. */
    public Optional<ProcessExit> end() {
        return Optional.ofNullable(live.end());
    }

    /** From when on its main loop runs, and its monitor accepts; empty when it never will. */
    public Optional<Instant> runsFrom() {
        return Optional.ofNullable(boot.runsFrom());
    }

    /** From when on its monitor answers; empty when it never will. */
    public Optional<Instant> answersFrom() {
        return Optional.ofNullable(boot.answersFrom());
    }

    /** Whether its monitor answers at an instant. */
    public boolean answers(Instant now) {
        Instant from = boot.answersFrom();
        return from != null
                && !now.isBefore(from)
                && end(now).isEmpty()
                && !live.passage().isBlocked();
    }

    /** What it waits for before it goes on, such as CPR state from the source; empty for nothing. */
    public Optional<String> waitingFor() {
        return Optional.ofNullable(boot.waitingFor());
    }

    /** The lines it has printed on standard error, without the program's name. */
    public List<String> stderr() {
        ProcessExit end = live.end();
        if (end == null || end.equals(boot.initial().end())) {
            return boot.stderr();
        }
        List<String> lines = new ArrayList<>(boot.stderr());
        lines.addAll(end.stderr());
        return List.copyOf(lines);
    }

    /** The parameters that are set, with their layers; empty as long as there is no migration object. */
    public List<ParameterState> parameters() {
        MigrationObject object = live.object();
        if (object == null) {
            return List.of();
        }
        List<ParameterState> states = new ArrayList<>();
        for (int i = 0; i < boot.release().parameters().size(); i++) {
            AssignedValue assigned = object.assigned(i);
            if (assigned != null) {
                states.add(state(boot.release().parameters().spec(i).parameter(), assigned));
            }
        }
        return states;
    }

    private static ParameterState state(MigrationParameter parameter, AssignedValue assigned) {
        List<Overridden> overridden = new ArrayList<>();
        for (@Nullable AssignedValue old = assigned.overridden(); old != null; old = old.overridden()) {
            overridden.add(new Overridden(old.layer(), old.value()));
        }
        return new ParameterState(parameter, assigned.value(), assigned.layer(), overridden);
    }
}
