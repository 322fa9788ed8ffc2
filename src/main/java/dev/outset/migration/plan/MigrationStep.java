package dev.outset.migration.plan;

import dev.outset.binding.EnumLabels;
import dev.outset.migration.endpoint.Side;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step of a migration plan.
 *
 * @param phase the purpose of the step
 * @param side the side that runs the step
 * @param arguments the arguments to start QEMU with, without the program name; null for a QMP command
 * @param command a QMP command; null for the start of a QEMU
 * @param expect the result to wait for before the next step
 * @param inForce the values that a query must show, by parameter or capability; empty for other steps
 * @param awaited the statuses that end a step of {@link Phase#WATCH}; empty for other steps
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
     * The state of a capability that a query must show.
     *
     * @param on whether the capability must be on
     */
    public record CapabilityState(boolean on) {}

    /** The purpose of a step. */
    public enum Phase {
        LAUNCH,
        CAPABILITIES,
        PARAMETERS,
        VERIFY,
        LISTEN,
        MIGRATE,
        WATCH,
        CONTINUE,
        RESET;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
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
