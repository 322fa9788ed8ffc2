package dev.outset.simulator.migration;

import dev.outset.migration.ParameterLayer;
import dev.outset.migration.ParameterValue;
import org.jspecify.annotations.Nullable;

/**
 * A value of a parameter, where it came from, and what it replaced.
 *
 * @param layer where it came from
 * @param value the value
 * @param overridden what a lower layer had set; null for nothing
 */
public record Assigned(
        ParameterLayer layer,
        ParameterValue value,
        @Nullable Assigned overridden) {

    /** A value on top of another; within one layer the later one replaces the earlier. */
    static Assigned over(@Nullable Assigned old, ParameterLayer layer, ParameterValue value) {
        return new Assigned(layer, value, old != null && old.layer() == layer ? old.overridden() : old);
    }
}
