package dev.outset.delivery;

import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The value of a parameter after the plan has been applied, and the overridden layers.
 *
 * @param parameter the parameter
 * @param value the effective value; null if unset
 * @param layer the layer it comes from
 * @param overridden the lower layers that also have a value, highest first
 * @param atObject the value when the migration object is created, before any QMP command; null if unset
 * @param requested whether the definition requests it
 */
public record EffectiveValue(
        MigrationParameter parameter,
        @Nullable ParameterValue value,
        ParameterLayer layer,
        List<Overridden> overridden,
        @Nullable ParameterValue atObject,
        boolean requested) {

    /**
     * A value that a higher layer overrides.
     *
     * @param layer the lower layer
     * @param value the value; null if unset
     */
    public record Overridden(ParameterLayer layer, @Nullable ParameterValue value) {}

    public EffectiveValue {
        overridden = List.copyOf(overridden);
    }
}
