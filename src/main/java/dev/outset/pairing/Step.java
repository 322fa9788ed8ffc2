package dev.outset.pairing;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing to do.
 *
 * @param phase what it is for
 * @param side where
 * @param arguments a command line without the program's name, to start QEMU with; null for a QMP command
 * @param command a QMP command; null for a start
 * @param expect what has to be seen before the next step
 */
public record Step(
        Phase phase,
        Side side,
        @Nullable List<String> arguments,
        @Nullable Map<String, Object> command,
        String expect) {

    /** What a step is for. */
    public enum Phase {
        LAUNCH("launch"),
        CAPABILITIES("capabilities"),
        PARAMETERS("parameters"),
        VERIFY("verify"),
        LISTEN("listen"),
        MIGRATE("migrate"),
        WATCH("watch"),
        CONTINUE("continue"),
        RESET("reset");

        private final String label;

        Phase(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    static Step launch(Side side, List<String> arguments, String expect) {
        return new Step(Phase.LAUNCH, side, List.copyOf(arguments), null, expect);
    }

    static Step command(Phase phase, Side side, Map<String, Object> command, String expect) {
        return new Step(phase, side, null, command, expect);
    }
}
