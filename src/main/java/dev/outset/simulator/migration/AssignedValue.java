package dev.outset.simulator.migration;

import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import org.jspecify.annotations.Nullable;

/**
 * The value of a parameter, the layer that set it, and the value that it overrides.
 *
 * @param layer the layer that set the value
 * @param value the value
 * @param overridden the value of the next lower layer; null for none
 */
public record AssignedValue(
        ParameterLayer layer,
        ParameterValue value,
        @Nullable AssignedValue overridden) {

    /** A value that overrides another. Within one layer, the later value replaces the earlier one. */
    static AssignedValue overriding(@Nullable AssignedValue old, ParameterLayer layer, ParameterValue value) {
        return new AssignedValue(layer, value, old != null && old.layer() == layer ? old.overridden() : old);
    }
}
