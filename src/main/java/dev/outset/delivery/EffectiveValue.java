package dev.outset.delivery;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layers of a parameter or capability.
 *
 * @param name its QAPI name
 * @param value the effective value; null if it is unset
 * @param layer the layer of the effective value
 * @param overridden the overridden layers, highest precedence first
 * @param atObject the value when the migration object is created, before any QMP command; null if unset
 * @param requested whether the definition sets it
 */
@Schema(name = "ParameterLayers")
public record EffectiveValue(
        String name,
        @Nullable ParameterValue value,
        ParameterLayer layer,
        List<Overridden> overridden,
        @JsonIgnore @Nullable ParameterValue atObject,
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
