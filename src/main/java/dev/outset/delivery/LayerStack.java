package dev.outset.delivery;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.SettingSpec;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.vm.VmSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes the value layers of each parameter and capability, in the order of {@code hw/core/qdev.c:
 * device_post_init}.
 */
final class LayerStack {

    private final List<MachineType.CompatProperty> accelerator;

    private final List<MachineType.CompatProperty> machine;

    private final DeliveryPlan plan;

    private final MigrationParameters early;

    private final MigrationParameters parametersOverQmp;

    private final Map<MigrationCapability, Boolean> capabilitiesOverQmp;

    private LayerStack(VmSpec spec, QemuCatalogue catalogue, DeliveryPlan plan) {
        this.accelerator = catalogue.acceleratorCompat(
                spec.machine().accelerators().getFirst().toString());
        this.machine = catalogue
                .machineType(spec.machine().effectiveType())
                .map(MachineType::compat)
                .orElse(List.of());
        this.plan = plan;
        this.early = plan.earlyConfig();
        this.parametersOverQmp = plan.parametersOverQmp();
        this.capabilitiesOverQmp = plan.capabilitiesOverQmp();
    }

    /** Returns the plan with the values that take effect. */
    static DeliveryPlan plan(VmSpec spec, QemuCatalogue catalogue, DeliveryPlan plan) {
        LayerStack layers = new LayerStack(spec, catalogue, plan);
        Map<MigrationParameter, EffectiveValue> parameters = new LinkedHashMap<>();
        catalogue.parameters().forEach(row -> parameters.put(row.parameter(), layers.of(row)));
        Map<MigrationCapability, EffectiveValue> capabilities = new LinkedHashMap<>();
        catalogue.capabilities().forEach(row -> capabilities.put(row.capability(), layers.of(row)));
        return new DeliveryPlan(plan.deliveries(), plan.listening(), parameters, capabilities);
    }

    private EffectiveValue of(SettingSpec row) {
        List<EffectiveValue.Overridden> stack = new ArrayList<>();
        stack.add(new EffectiveValue.Overridden(ParameterLayer.DEFAULT, row.defaultValue()));
        push(stack, ParameterLayer.ACCELERATOR_COMPAT, compat(row, accelerator));
        push(stack, ParameterLayer.MACHINE_COMPAT, compat(row, machine));
        push(stack, ParameterLayer.GLOBAL, global(row));
        push(stack, ParameterLayer.EARLY_CONFIG, early(row));
        ParameterValue atObject = stack.getLast().value();
        push(stack, ParameterLayer.QMP, overQmp(row));
        EffectiveValue.Overridden top = stack.removeLast();
        return new EffectiveValue(row.name(), top.value(), top.layer(), stack.reversed(), atObject, isRequested(row));
    }

    private @Nullable ParameterValue early(SettingSpec row) {
        return row instanceof ParameterSpec spec ? early.get(spec.parameter()) : null;
    }

    private @Nullable ParameterValue overQmp(SettingSpec row) {
        return switch (row) {
            case ParameterSpec spec -> parametersOverQmp.get(spec.parameter());
            case CapabilitySpec spec -> {
                Boolean on = capabilitiesOverQmp.get(spec.capability());
                yield on == null ? null : new ParameterValue.Bool(on);
            }
        };
    }

    private static void push(
            List<EffectiveValue.Overridden> stack, ParameterLayer layer, @Nullable ParameterValue value) {
        if (value != null) {
            stack.add(new EffectiveValue.Overridden(layer, value));
        }
    }

    private static @Nullable ParameterValue compat(SettingSpec row, List<MachineType.CompatProperty> properties) {
        return properties.stream()
                .filter(property -> property.property().equals(row.property()))
                .map(property -> value(row, property.value()))
                .reduce(null, (earlier, later) -> later);
    }

    private @Nullable ParameterValue global(SettingSpec row) {
        return plan.globals().stream()
                .filter(global -> global.property().equals(row.property()))
                .map(global -> value(row, global.text()))
                .reduce(null, (earlier, later) -> later);
    }

    /** Parses the text of a property; null if QEMU refuses the text, which validation reports. */
    private static @Nullable ParameterValue value(SettingSpec row, String text) {
        return row.property() != null
                        && row.propertyType() != null
                        && PropertySyntax.parse(row.property(), row.propertyType(), text)
                                instanceof PropertySyntax.Reading.Value(ParameterValue value)
                ? value
                : null;
    }

    private boolean isRequested(SettingSpec row) {
        return plan.deliveries().stream()
                .anyMatch(delivery -> delivery.name().equals(row.name())
                        || (delivery instanceof Delivery.GlobalProperty global
                                && global.property().equals(row.property())));
    }
}
