package dev.outset.status;

import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.BootStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One parameter as it was read back.
 *
 * @param parameter which
 * @param desired the wanted value; null when nobody asked for one
 * @param observed the value read back; null when QEMU does not show it
 * @param layer the layer that won; null when it is not known
 * @param overridden the layers below the winning one, highest first
 * @param appliedAtStep the last step of QEMU's start that was behind it when the value came into force; null when it is
 *     not known
 * @param verdict what follows from all this
 */
public record ObservedParameter(
        MigrationParameter parameter,
        @Nullable ParameterValue desired,
        @Nullable ParameterValue observed,
        @Nullable ParameterLayer layer,
        List<LayerValue> overridden,
        @Nullable BootStep appliedAtStep,
        Verdict verdict) {

    /**
     * The value that a layer has.
     *
     * @param layer the layer
     * @param value its value; null for unset
     */
    public record LayerValue(ParameterLayer layer, @Nullable ParameterValue value) {}

    public ObservedParameter {
        overridden = List.copyOf(overridden);
    }
}
