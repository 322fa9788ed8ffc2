package dev.outset.api.vm.outcome;

import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.EffectiveValue;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.SettingKind;
import dev.outset.qemu.BootStep;
import dev.outset.status.ObservedSetting;
import dev.outset.status.Verdict;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
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
            List<ObservedSetting.LayerValue> overridden,
            @Nullable BootStep appliedAtStep,
            Verdict verdict) {

        private static Item of(ObservedSetting setting) {
            return new Item(
                    setting.name(),
                    setting.desired(),
                    setting.observed(),
                    setting.layer(),
                    setting.overridden(),
                    setting.appliedAtStep(),
                    setting.verdict());
        }
    }

    /**
     * A capability.
     *
     * @param name its QAPI name
     * @param desired the requested state; null if none is requested
     * @param observed whether it is enabled; null if that was not read yet, or QEMU does not report it
     * @param layer the effective layer; null if it is unknown
     * @param overridden the overridden layers, highest precedence first
     * @param appliedAtStep the last boot step that was completed when the state took effect; null if it is unknown
     * @param verdict the result of comparing the requested with the observed value
     */
    @Schema(name = "ObservedCapability")
    record CapabilityItem(
            String name,
            @Nullable Boolean desired,
            @Nullable Boolean observed,
            @Nullable ParameterLayer layer,
            List<ObservedSetting.LayerValue> overridden,
            @Nullable BootStep appliedAtStep,
            Verdict verdict) {

        private static CapabilityItem of(ObservedSetting setting) {
            return new CapabilityItem(
                    setting.name(),
                    state(setting.desired()),
                    state(setting.observed()),
                    setting.layer(),
                    setting.overridden(),
                    setting.appliedAtStep(),
                    setting.verdict());
        }

        private static @Nullable Boolean state(@Nullable ParameterValue value) {
            return value instanceof ParameterValue.Bool(boolean on) ? Boolean.valueOf(on) : null;
        }
    }

    static ParametersView observed(List<ObservedSetting> settings) {
        return new ParametersView(
                items(settings, SettingKind.PARAMETER, Item::of),
                items(settings, SettingKind.CAPABILITY, CapabilityItem::of));
    }

    private static <T> List<T> items(
            List<ObservedSetting> settings, SettingKind kind, Function<ObservedSetting, T> item) {
        return settings.stream()
                .filter(setting -> setting.kind() == kind)
                .map(item)
                .toList();
    }

    /** The requested values, while none have been read from QEMU. */
    static ParametersView planned(DeliveryPlan plan) {
        return observed(Stream.concat(
                        planned(SettingKind.PARAMETER, plan.effective().values()),
                        planned(SettingKind.CAPABILITY, plan.capabilities().values())
                                .filter(capability -> capability.desired() != null))
                .toList());
    }

    private static Stream<ObservedSetting> planned(SettingKind kind, Collection<EffectiveValue> values) {
        return values.stream()
                .map(effective -> new ObservedSetting(
                        kind,
                        effective.name(),
                        effective.requested() ? effective.value() : null,
                        null,
                        effective.layer(),
                        effective.overridden().stream()
                                .map(lower -> new ObservedSetting.LayerValue(lower.layer(), lower.value()))
                                .toList(),
                        null,
                        effective.requested() ? Verdict.NOT_READABLE : Verdict.NOT_REQUESTED));
    }
}
