package dev.outset.simulator;

import dev.outset.binding.RecordWriter;
import dev.outset.simulator.qmp.CommandResult;
import dev.outset.simulator.state.BootRequest;
import dev.outset.simulator.state.ProcessExit;
import dev.outset.simulator.state.ReachedStep;
import dev.outset.simulator.state.SimulatedQemu;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Runs a simulation from the command line to the last reply. Deterministic; stores nothing. */
public final class SimulationRunner {

    private static final RecordWriter WRITER = new RecordWriter();

    private final Simulator simulator;

    /** A runner that uses a simulator. */
    public SimulationRunner(Simulator simulator) {
        this.simulator = simulator;
    }

    /**
     * Runs a simulation.
     *
     * @throws IllegalArgumentException if the release is unknown
     */
    public Simulation.Result run(Simulation.Request request) {
        return run(request, reply -> {});
    }

    /**
     * Runs a simulation and passes each reply to a watcher.
     *
     * @param request what to simulate
     * @param watcher receives each reply; an exception from it ends the simulation
     * @throws IllegalArgumentException if the release is unknown
     */
    public Simulation.Result run(Simulation.Request request, Consumer<JsonNode> watcher) {
        SimulatedQemu qemu = simulator.boot(BootRequest.plain(
                request.version(), request.incomingConfig(), request.arguments(), request.startedAt()));
        List<ReachedStep> steps = qemu.boot().steps();
        Instant now = steps.isEmpty() ? request.startedAt() : steps.getLast().at();
        List<JsonNode> replies = new ArrayList<>();
        List<String> stderr = new ArrayList<>(qemu.stderr());
        for (JsonNode command : request.commands()) {
            CommandResult execution = simulator.execute(qemu, command, now);
            qemu = execution.qemu();
            JsonNode reply = execution.reply();
            if (reply == null) {
                break;
            }
            replies.add(reply);
            watcher.accept(reply);
        }
        return result(qemu, now, request, stderr, replies);
    }

    private static Simulation.Result result(
            SimulatedQemu qemu, Instant now, Simulation.Request request, List<String> stderr, List<JsonNode> replies) {
        Optional<ProcessExit> end = qemu.end();
        Simulation.Outcome outcome = end.map(
                        exit -> exit.bySignal() ? Simulation.Outcome.ABORTED : Simulation.Outcome.EXITED)
                .orElse(Simulation.Outcome.RUNNING);
        return new Simulation.Result(
                outcome,
                end.map(ProcessExit::status).orElse(null),
                request.arguments(),
                stderr,
                qemu.steps(now).stream().map(SimulationRunner::step).toList(),
                replies,
                qemu.parameters().stream().map(SimulationRunner::parameter).toList());
    }

    private static Simulation.Step step(ReachedStep reached) {
        return new Simulation.Step(
                reached.phase().toString(), reached.step().toString(), reached.at(), reached.visible());
    }

    private static Simulation.Parameter parameter(SimulatedQemu.ParameterState state) {
        return new Simulation.Parameter(
                state.parameter().name(),
                WRITER.tree(state.value()),
                state.layer().toString(),
                state.overridden().stream()
                        .map(old -> Simulation.Layer.of(old.layer(), WRITER.tree(old.value())))
                        .toList());
    }
}
