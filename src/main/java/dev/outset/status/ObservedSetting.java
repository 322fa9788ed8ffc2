package dev.outset.status;

import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.SettingKind;
import dev.outset.qemu.BootStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A migration parameter or capability as last read from QEMU. The value of a capability is a Boolean.
 *
 * @param kind whether it is a parameter or a capability
 * @param name the QAPI name
 * @param desired the requested value; null if the definition does not request one
 * @param observed the value read from QEMU; null if QEMU does not report it
 * @param layer the layer that takes effect; null if unknown
 * @param overridden the overridden layers, highest first
 * @param appliedAtStep the last boot step completed when the value took effect; null if unknown
 * @param verdict the result of the verification
 */
public record ObservedSetting(
        SettingKind kind,
        String name,
        @Nullable ParameterValue desired,
        @Nullable ParameterValue observed,
        @Nullable ParameterLayer layer,
        List<LayerValue> overridden,
        @Nullable BootStep appliedAtStep,
        Verdict verdict) {

    /**
     * The value of a layer.
     *
     * @param layer the layer
     * @param value the value; null if unset
     */
    public record LayerValue(ParameterLayer layer, @Nullable ParameterValue value) {}

    public ObservedSetting {
        overridden = List.copyOf(overridden);
    }

    /** The name in a text, such as {@code multifd-channels} or {@code capability multifd}. */
    public String label() {
        return kind == SettingKind.CAPABILITY ? kind + " " + name : name;
    }
}
