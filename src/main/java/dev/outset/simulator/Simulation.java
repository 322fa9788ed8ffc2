package dev.outset.simulator;

import dev.outset.parameters.ParameterLayer;
import dev.outset.qemu.QemuVersion;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One QEMU from option parsing to its last answer, as {@code POST /simulations} asks for it and answers. */
public final class Simulation {

    private Simulation() {}

    /** How a simulation ended. */
    public enum Outcome {
        /** The process was still there after the last command. */
        RUNNING,
        /** It exited. */
        EXITED,
        /** A signal ended it. */
        ABORTED;

        /** The name at every edge. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What to simulate.
     *
     * @param version the release
     * @param incomingConfig whether it knows the proposed {@code -incoming config:}
     * @param arguments the argument list without the program's name and without a monitor
     * @param commands what the monitor sends after {@code qmp_capabilities}
     * @param startedAt the time the simulation starts at
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
     * What came of it.
     *
     * @param outcome how it ended
     * @param exitStatus the exit status; null while it runs
     * @param stderr the lines on standard error, without the program's name
     * @param timeline the steps of the start
     * @param replies one for each command that was answered, exactly as QEMU's JSON
     * @param parameters the parameters at the end
     */
    public record Result(
            Outcome outcome,
            @Nullable Integer exitStatus,
            List<String> stderr,
            List<Step> timeline,
            List<JsonNode> replies,
            List<Parameter> parameters) {
        public Result {
            stderr = List.copyOf(stderr);
            timeline = List.copyOf(timeline);
            replies = List.copyOf(replies);
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * A step that was reached.
     *
     * @param phase the phase after it, such as {@code late-backends-created}
     * @param step its name, such as {@code migration-object-created}
     * @param at when it was reached
     * @param visible the parameters a reader sees from then on
     */
    public record Step(String phase, String step, Instant at, List<String> visible) {}

    /**
     * A parameter.
     *
     * @param name its QAPI name
     * @param value its value in QEMU's unit
     * @param layer where the value came from, such as {@code early-config}
     * @param overridden what lower layers had set, highest first
     */
    public record Parameter(String name, Object value, String layer, List<Layer> overridden) {}

    /**
     * What a layer had set.
     *
     * @param layer the layer's name
     * @param value the value in QEMU's unit
     */
    public record Layer(String layer, Object value) {

        static Layer of(ParameterLayer layer, Object value) {
            return new Layer(layer.label(), value);
        }
    }
}
