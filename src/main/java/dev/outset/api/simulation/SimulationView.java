package dev.outset.api.simulation;

import dev.outset.simulator.Simulation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The result of a simulation.
 *
 * @param outcome {@code running}, {@code exited} or {@code aborted}
 * @param exitStatus the exit status, 134 for SIGABRT; null if QEMU is still running
 * @param arguments the simulated argument list
 * @param stderr the lines on standard error, without the program name
 * @param timeline the boot steps that were reached
 * @param replies the QMP replies, one per answered command, exactly as QEMU sends them
 * @param parameters the migration parameters at the end, with their layers
 */
@Schema(name = "SimulationResult")
record SimulationView(
        @Schema(allowableValues = {"running", "exited", "aborted"})
        String outcome,

        @Nullable Integer exitStatus,
        List<String> arguments,
        List<String> stderr,
        List<Simulation.Step> timeline,
        List<JsonNode> replies,
        List<Simulation.Parameter> parameters) {

    static SimulationView of(List<String> arguments, Simulation.Result result) {
        return new SimulationView(
                result.outcome().label(),
                result.exitStatus(),
                arguments,
                result.stderr(),
                result.timeline(),
                result.replies(),
                result.parameters());
    }
}
