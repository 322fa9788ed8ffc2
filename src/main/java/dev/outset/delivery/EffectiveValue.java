package dev.outset.delivery;

import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a parameter should be once the plan is carried out, and the layers below.
 *
 * @param parameter which
 * @param value the value that wins; null for unset
 * @param layer the layer it comes from
 * @param overridden the layers below that also have a value, highest first
 * @param atObject the value when the migration object has been created, before any QMP; null for unset
 * @param requested whether the definition asked for it
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
     * @param value its value; null for unset
     */
    public record Overridden(ParameterLayer layer, @Nullable ParameterValue value) {}

    public EffectiveValue {
        overridden = List.copyOf(overridden);
    }
}
