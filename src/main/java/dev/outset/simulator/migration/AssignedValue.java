package dev.outset.simulator.migration;

import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import org.jspecify.annotations.Nullable;

/**
 * A value of a parameter, where it came from, and what it replaced.
 *
 * @param layer where it came from
 * @param value the value
 * @param overridden what a lower layer had set; null for nothing
 */
public record AssignedValue(
        ParameterLayer layer,
        ParameterValue value,
        @Nullable AssignedValue overridden) {

    /** A value on top of another; within one layer the later one replaces the earlier. */
    static AssignedValue over(@Nullable AssignedValue old, ParameterLayer layer, ParameterValue value) {
        return new AssignedValue(layer, value, old != null && old.layer() == layer ? old.overridden() : old);
    }
}
