package dev.outset.api.vm.outcome;

import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.EffectiveValue;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.BootStep;
import dev.outset.status.ObservedCapability;
import dev.outset.status.ObservedParameter;
import dev.outset.status.Verdict;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All migration parameters of a VM, requested or not, and the capabilities that are requested or enabled.
 *
 * @param items the parameters
 * @param capabilities the requested capabilities, and others that are or were enabled
 */
@Schema(name = "ObservedParameters")
record ParametersView(List<Item> items, List<CapabilityItem> capabilities) {

    /**
     * A parameter.
     *
     * @param name its QAPI name
     * @param desired the requested value; null if none is requested
     * @param observed the value read from QEMU; null if it was not read yet, or QEMU does not report it
     * @param layer the effective layer; null if it is unknown
     * @param overridden the overridden layers, highest precedence first
     * @param appliedAtStep the last boot step that was completed when the value took effect; null if it is unknown
     * @param verdict the result of comparing the requested with the observed value
     */
    @Schema(name = "ObservedParameter")
    record Item(
            String name,
            @Nullable ParameterValue desired,
            @Nullable ParameterValue observed,
            @Nullable ParameterLayer layer,
            List<ObservedParameter.LayerValue> overridden,
            @Nullable BootStep appliedAtStep,
            Verdict verdict) {}

    /**
     * A capability.
     *
     * @param name its QAPI name
     * @param desired the requested state; null if none is requested
     * @param observed whether it is enabled; null if that was not read yet, or QEMU does not report it
     * @param appliedAtStep the last boot step that was completed when the state took effect; null if it is unknown
     * @param verdict the result of comparing the requested with the observed value
     */
    @Schema(name = "ObservedCapability")
    record CapabilityItem(
            String name,
            @Nullable Boolean desired,
            @Nullable Boolean observed,
            @Nullable BootStep appliedAtStep,
            Verdict verdict) {}

    static ParametersView observed(List<ObservedParameter> parameters, List<ObservedCapability> capabilities) {
        return new ParametersView(
                parameters.stream()
                        .map(parameter -> new Item(
                                parameter.parameter().name(),
                                parameter.desired(),
                                parameter.observed(),
                                parameter.layer(),
                                parameter.overridden(),
                                parameter.appliedAtStep(),
                                parameter.verdict()))
                        .toList(),
                capabilities.stream()
                        .map(capability -> new CapabilityItem(
                                capability.capability().name(),
                                capability.desired(),
                                capability.observed(),
                                capability.appliedAtStep(),
                                capability.verdict()))
                        .toList());
    }

    /** The requested values, while none have been read from QEMU. */
    static ParametersView planned(DeliveryPlan plan, Map<MigrationCapability, Boolean> capabilities) {
        return new ParametersView(
                plan.effective().values().stream().map(ParametersView::planned).toList(),
                capabilities.entrySet().stream()
                        .map(requested -> new CapabilityItem(
                                requested.getKey().name(), requested.getValue(), null, null, Verdict.NOT_READABLE))
                        .toList());
    }

    private static Item planned(EffectiveValue effective) {
        return new Item(
                effective.parameter().name(),
                effective.requested() ? effective.value() : null,
                null,
                effective.layer(),
                effective.overridden().stream()
                        .map(lower -> new ObservedParameter.LayerValue(lower.layer(), lower.value()))
                        .toList(),
                null,
                effective.requested() ? Verdict.NOT_READABLE : Verdict.NOT_REQUESTED);
    }
}
