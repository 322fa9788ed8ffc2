package dev.outset.migration.plan;

import dev.outset.migration.endpoint.Side;
import java.util.Collections;
import java.util.LinkedHashMap;
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
 * @param inForce what a query has to show, by parameter or capability; empty for other steps
 * @param awaited the statuses that end the waiting of {@link Phase#WATCH}; empty for other steps
 */
public record MigrationStep(
        Phase phase,
        Side side,
        @Nullable List<String> arguments,
        @Nullable Map<String, Object> command,
        String expect,
        Map<String, Object> inForce,
        List<String> awaited) {

    public MigrationStep {
        inForce = Collections.unmodifiableMap(new LinkedHashMap<>(inForce));
        awaited = List.copyOf(awaited);
    }

    /**
     * The state of a capability that a query has to show.
     *
     * @param on whether it has to be on
     */
    public record CapabilityState(boolean on) {}

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

    static MigrationStep launch(Side side, List<String> arguments, String expect) {
        return new MigrationStep(Phase.LAUNCH, side, List.copyOf(arguments), null, expect, Map.of(), List.of());
    }

    static MigrationStep command(Phase phase, Side side, Map<String, Object> command, String expect) {
        return new MigrationStep(phase, side, null, command, expect, Map.of(), List.of());
    }

    static MigrationStep verify(
            Phase phase, Side side, Map<String, Object> query, String expect, Map<String, Object> inForce) {
        return new MigrationStep(phase, side, null, query, expect, inForce, List.of());
    }

    static MigrationStep watch(Side side, Map<String, Object> query, String expect, List<String> awaited) {
        return new MigrationStep(Phase.WATCH, side, null, query, expect, Map.of(), awaited);
    }
}
