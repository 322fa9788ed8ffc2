package dev.outset.delivery;

import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.vm.VmSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes the value layers of each parameter, in the order of {@code hw/core/qdev.c: device_post_init}. */
final class LayerStack {

    private final List<MachineType.CompatProperty> accelerator;

    private final List<MachineType.CompatProperty> machine;

    private final List<Delivery> deliveries;

    private LayerStack(VmSpec spec, QemuCatalogue catalogue, List<Delivery> deliveries) {
        this.accelerator = catalogue.acceleratorCompat(
                spec.machine().accelerators().getFirst().toString());
        this.machine = catalogue
                .machineType(spec.machine().type())
                .map(MachineType::compat)
                .orElse(List.of());
        this.deliveries = deliveries;
    }

    static Map<MigrationParameter, EffectiveValue> effective(
            VmSpec spec, QemuCatalogue catalogue, List<Delivery> deliveries) {
        LayerStack layers = new LayerStack(spec, catalogue, deliveries);
        Map<MigrationParameter, EffectiveValue> effective = new LinkedHashMap<>();
        catalogue.parameters().forEach(row -> effective.put(row.parameter(), layers.of(row)));
        return effective;
    }

    private EffectiveValue of(ParameterSpec row) {
        List<EffectiveValue.Overridden> stack = new ArrayList<>();
        stack.add(new EffectiveValue.Overridden(ParameterLayer.DEFAULT, row.defaultValue()));
        push(stack, ParameterLayer.ACCELERATOR_COMPAT, compat(row, accelerator));
        push(stack, ParameterLayer.MACHINE_COMPAT, compat(row, machine));
        push(stack, ParameterLayer.GLOBAL, last(row, ParameterLayer.GLOBAL));
        push(stack, ParameterLayer.EARLY_CONFIG, last(row, ParameterLayer.EARLY_CONFIG));
        ParameterValue atObject = stack.getLast().value();
        push(stack, ParameterLayer.QMP, last(row, ParameterLayer.QMP));
        EffectiveValue.Overridden top = stack.removeLast();
        return new EffectiveValue(
                row.parameter(), top.value(), top.layer(), stack.reversed(), atObject, isRequested(row));
    }

    private static void push(
            List<EffectiveValue.Overridden> stack, ParameterLayer layer, @Nullable ParameterValue value) {
        if (value != null) {
            stack.add(new EffectiveValue.Overridden(layer, value));
        }
    }

    private static @Nullable ParameterValue compat(ParameterSpec row, List<MachineType.CompatProperty> properties) {
        return properties.stream()
                .filter(property -> property.property().equals(row.property()))
                .map(property -> value(row, property.value()))
                .reduce(null, (earlier, later) -> later);
    }

    /** The value that the last delivery of a layer sets; null if none does. */
    private @Nullable ParameterValue last(ParameterSpec row, ParameterLayer layer) {
        ParameterValue last = null;
        for (Delivery delivery : deliveries) {
            switch (delivery) {
                case Delivery.GlobalProperty global
                when layer == ParameterLayer.GLOBAL && global.property().equals(row.property()) ->
                    last = value(row, global.text());
                case Delivery.EarlyConfigItem item
                when layer == ParameterLayer.EARLY_CONFIG && item.parameter().equals(row.parameter()) ->
                    last = item.value();
                case Delivery.QmpParameter setting
                when layer == ParameterLayer.QMP && setting.parameter().equals(row.parameter()) ->
                    last = setting.value();
                default -> {}
            }
        }
        return last;
    }

    /** Parses the text of a property; null if QEMU refuses the text, which validation reports. */
    private static @Nullable ParameterValue value(ParameterSpec row, String text) {
        return row.property() != null
                        && row.propertyType() != null
                        && PropertySyntax.parse(row.property(), row.propertyType(), text)
                                instanceof PropertySyntax.Reading.Value(ParameterValue value)
                ? value
                : null;
    }

    private boolean isRequested(ParameterSpec row) {
        return deliveries.stream()
                .anyMatch(delivery -> delivery.name().equals(row.name())
                        || (delivery instanceof Delivery.GlobalProperty global
                                && global.property().equals(row.property())));
    }
}
