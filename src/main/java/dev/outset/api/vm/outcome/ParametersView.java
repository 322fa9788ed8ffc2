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
 * Every parameter of a VM's QEMU, wanted or not, and its capabilities.
 *
 * @param items the parameters
 * @param capabilities the capabilities that the definition asks for, and others that are or were on
 */
@Schema(
        name = "ObservedParameters",
        description = "Every parameter of a VM's QEMU, wanted or not, and the capabilities that are wanted or on.")
record ParametersView(List<Item> items, List<CapabilityItem> capabilities) {

    /**
     * A parameter.
     *
     * @param name its QAPI name
     * @param desired the wanted value; null when nobody asked
     * @param observed the value read back; null before that, or when QEMU does not show it
     * @param layer the winning layer; null when it is not known
     * @param overridden the layers below, highest first
     * @param appliedAtStep the last step of QEMU's start that was behind it when the value came into force; null when it
     *     is not known
     * @param verdict what follows
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
     * @param desired whether it is wanted on; null when the definition does not ask for it
     * @param observed whether it is on; null before that is read back, or when QEMU does not show it
     * @param appliedAtStep the last step of QEMU's start that was behind it when the state came into force; null when it
     *     is not known
     * @param verdict what follows
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

    /** What is wanted while nothing has been read back. */
    static ParametersView planned(DeliveryPlan plan, Map<MigrationCapability, Boolean> capabilities) {
        return new ParametersView(
                plan.effective().values().stream().map(ParametersView::planned).toList(),
                capabilities.entrySet().stream()
                        .map(wanted -> new CapabilityItem(
                                wanted.getKey().name(), wanted.getValue(), null, null, Verdict.NOT_READABLE))
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
