package dev.outset.simulator;

import dev.outset.binding.EnumLabels;
import dev.outset.parameters.ParameterLayer;
import dev.outset.qemu.QemuVersion;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The request and the result of {@code POST /simulations}: one QEMU from option parsing to its last reply. */
public final class Simulation {

    private Simulation() {}

    /** How a simulation ended. */
    public enum Outcome {
        /** The process was running after the last command. */
        RUNNING,
        /** The process exited. */
        EXITED,
        /** The process was terminated by a signal. */
        ABORTED;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /**
     * What to simulate.
     *
     * @param version the release
     * @param incomingConfig whether the release supports the proposed {@code -incoming config:}
     * @param arguments the arguments without the program name and without a monitor
     * @param commands the QMP commands to execute after {@code qmp_capabilities}, in order
     * @param startedAt the simulated start time
     */
    public record Request(
            QemuVersion version,
            boolean incomingConfig,
            List<String> arguments,
            List<JsonNode> commands,
            Instant startedAt) {
        public Request {
            arguments = List.copyOf(arguments);
            commands = List.copyOf(commands);
        }
    }

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
    public record Result(
            Outcome outcome,
            @Nullable Integer exitStatus,
            List<String> arguments,
            List<String> stderr,
            List<Step> timeline,
            List<JsonNode> replies,
            List<Parameter> parameters) {
        public Result {
            arguments = List.copyOf(arguments);
            stderr = List.copyOf(stderr);
            timeline = List.copyOf(timeline);
            replies = List.copyOf(replies);
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * A boot step that was reached.
     *
     * @param phase the phase that follows the step, such as {@code late-backends-created}
     * @param step the name of the step, such as {@code migration-object-created}
     * @param at when the step was reached
     * @param visible the names of the parameters that QEMU code can read from then on
     */
    public record Step(String phase, String step, Instant at, List<String> visible) {}

    /**
     * A migration parameter.
     *
     * @param name the QAPI name
     * @param value the value in QEMU's unit
     * @param layer the layer that set the value, such as {@code early-config}
     * @param overridden the values that lower layers had set, highest layer first
     */
    public record Parameter(String name, JsonNode value, String layer, List<Layer> overridden) {}

    /**
     * A value that a layer had set.
     *
     * @param layer the name of the layer
     * @param value the value in QEMU's unit
     */
    public record Layer(String layer, JsonNode value) {

        static Layer of(ParameterLayer layer, JsonNode value) {
            return new Layer(layer.toString(), value);
        }
    }
}
