package dev.outset.simulator.state;

import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.BootSequence;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.RunState;
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
 * The state of a simulated QEMU. Immutable: {@link Simulator#execute} returns the next state. The boot is computed at
 * once, with a time for every step, so that the state at any instant can be queried.
 */
public final class SimulatedQemu {

    private final BootResult boot;

    private final RuntimeState state;

    /**
     * A parameter of the migration object.
     *
     * @param parameter the parameter
     * @param value its value
     * @param layer the layer that set the value
     * @param overridden the values that lower layers had set, highest layer first
     */
    public record ParameterState(
            MigrationParameter parameter, ParameterValue value, ParameterLayer layer, List<AssignedValue> overridden) {
        public ParameterState {
            overridden = List.copyOf(overridden);
        }
    }

    /** A QEMU with the result of its boot and its current state. */
    public SimulatedQemu(BootResult boot, RuntimeState state) {
        this.boot = boot;
        this.state = state;
    }

    /** The result of the boot. */
    public BootResult boot() {
        return boot;
    }

    /** The current state. */
    public RuntimeState state() {
        return state;
    }

    /** This QEMU with another current state. */
    public SimulatedQemu with(RuntimeState changed) {
        return new SimulatedQemu(boot, changed);
    }

    /** The boot request. */
    public BootRequest request() {
        return boot.request();
    }

    /** The run state that {@code query-status} reports. */
    public RunState runState() {
        return state.runState();
    }

    /** The boot steps reached by an instant, in chronological order. */
    public List<ReachedStep> steps(Instant now) {
        List<ReachedStep> reached = new ArrayList<>();
        for (ReachedStep step : boot.steps()) {
            if (!step.at().isAfter(now)) {
                reached.add(step);
            }
        }
        Instant left = state.preconfigLeftAt();
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
                    || (options != null && options.incoming().startsDuringBoot());
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

    /** The exit of the process if it exited by an instant; otherwise empty. */
    public Optional<ProcessExit> end(Instant now) {
        return Optional.ofNullable(state.end()).filter(end -> !end.at().isAfter(now));
    }

    /** The exit of the process, which can be in the future; empty for none. */
    public Optional<ProcessExit> end() {
        return Optional.ofNullable(state.end());
    }

    /** When the main loop starts and the monitor accepts connections; empty for never. */
    public Optional<Instant> mainLoopStartedAt() {
        return Optional.ofNullable(boot.mainLoopStartedAt());
    }

    /** When the monitor starts to answer; empty for never. */
    public Optional<Instant> monitorReadyAt() {
        return Optional.ofNullable(boot.monitorReadyAt());
    }

    /** Whether the monitor answers at an instant. */
    public boolean isMonitorReady(Instant now) {
        Instant from = boot.monitorReadyAt();
        return from != null
                && !now.isBefore(from)
                && end(now).isEmpty()
                && !state.migrations().isBlocked();
    }

    /** What the boot waits for, such as CPR state from the source; empty for nothing. */
    public Optional<String> waitingFor() {
        return Optional.ofNullable(boot.waitingFor());
    }

    /** The lines printed on standard error, without the program name. */
    public List<String> stderr() {
        ProcessExit end = state.end();
        if (end == null || end.equals(boot.initial().end())) {
            return boot.stderr();
        }
        List<String> lines = new ArrayList<>(boot.stderr());
        lines.addAll(end.stderr());
        return List.copyOf(lines);
    }

    /** The parameters that are set, with their layers; empty if there is no migration object. */
    public List<ParameterState> parameters() {
        MigrationObject object = state.object();
        if (object == null) {
            return List.of();
        }
        List<ParameterState> states = new ArrayList<>();
        for (int i = 0; i < boot.release().parameters().size(); i++) {
            AssignedValue assigned = object.assigned(i);
            if (assigned != null) {
                states.add(parameterState(boot.release().parameters().spec(i).parameter(), assigned));
            }
        }
        return states;
    }

    private static ParameterState parameterState(MigrationParameter parameter, AssignedValue assigned) {
        List<AssignedValue> overridden = new ArrayList<>();
        for (@Nullable AssignedValue old = assigned.overridden(); old != null; old = old.overridden()) {
            overridden.add(old);
        }
        return new ParameterState(parameter, assigned.value(), assigned.layer(), overridden);
    }
}
