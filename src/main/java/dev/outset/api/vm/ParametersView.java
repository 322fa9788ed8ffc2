package dev.outset.api.vm;

import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.EffectiveValue;
import dev.outset.migration.ParameterLayer;
import dev.outset.migration.ParameterValue;
import dev.outset.qemu.BootStep;
import dev.outset.status.ObservedParameter;
import dev.outset.status.Verdict;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every parameter of a VM's QEMU, wished for or not.
 *
 * @param items the parameters
 */
@Schema(name = "ObservedParameters", description = "Every parameter of a VM's QEMU, wished for or not.")
record ParametersView(List<Item> items) {

    /**
     * A parameter.
     *
     * @param name its QAPI name
     * @param desired the wanted value; null when nobody asked
     * @param observed the value read back; null before that, or when QEMU does not show it
     * @param layer the winning layer; null when it is not known
     * @param overridden the layers below, highest first
     * @param appliedAtStep the step of QEMU's start at which the value came into force; null when it is not known
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

    static ParametersView observed(List<ObservedParameter> parameters) {
        return new ParametersView(parameters.stream()
                .map(parameter -> new Item(
                        parameter.parameter().name(),
                        parameter.desired(),
                        parameter.observed(),
                        parameter.layer(),
                        parameter.overridden(),
                        parameter.appliedAtStep(),
                        parameter.verdict()))
                .toList());
    }

    /** What is wanted while nothing has been read back. */
    static ParametersView planned(DeliveryPlan plan) {
        return new ParametersView(
                plan.effective().values().stream().map(ParametersView::planned).toList());
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
