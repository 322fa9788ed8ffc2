package dev.outset.delivery;

import dev.outset.catalogue.MigrationProperty;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How everything that a definition wants gets into its QEMU.
 *
 * @param deliveries one entry for each wish, in the order of the definition
 * @param listening who makes the incoming migration listen
 * @param effective every parameter of the release, in catalogue order
 */
public record DeliveryPlan(
        List<Delivery> deliveries, Listening listening, Map<MigrationParameter, EffectiveValue> effective) {

    public DeliveryPlan {
        deliveries = List.copyOf(deliveries);
        effective = Collections.unmodifiableMap(new LinkedHashMap<>(effective));
    }

    /** What goes into {@code -incoming config:…}. */
    public MigrationParameters earlyConfig() {
        MigrationParameters parameters = MigrationParameters.none();
        for (Delivery delivery : deliveries) {
            if (delivery instanceof Delivery.EarlyConfigItem item) {
                parameters = parameters.with(item.parameter(), item.value());
            }
        }
        return parameters;
    }

    /** The {@code -global} options, in order; the last one of a property wins. */
    public List<Delivery.GlobalProperty> globals() {
        return only(Delivery.GlobalProperty.class);
    }

    /**
     * The capabilities when the migration object is created: every one is off but those set by {@code -global}.
     *
     * @param catalogue the release
     */
    public Map<MigrationCapability, Boolean> capabilitiesAtObject(QemuCatalogue catalogue) {
        Map<MigrationCapability, Boolean> capabilities = new LinkedHashMap<>();
        for (Delivery.GlobalProperty global : globals()) {
            catalogue.property(global.property()).ifPresent(property -> put(capabilities, property, global.text()));
        }
        return capabilities;
    }

    private static void put(Map<MigrationCapability, Boolean> capabilities, MigrationProperty property, String text) {
        if (property.sets() instanceof MigrationProperty.Sets.Capability(var row)) {
            boolean on = PropertySyntax.read(property.name(), property.type(), text)
                    .equals(new PropertySyntax.Reading.Value(new ParameterValue.Bool(true)));
            capabilities.put(row.capability(), on);
        }
    }

    /** What has to be sent with {@code migrate-set-parameters}, in one command. */
    public MigrationParameters parametersOverQmp() {
        MigrationParameters parameters = MigrationParameters.none();
        for (Delivery.QmpParameter setting : only(Delivery.QmpParameter.class)) {
            parameters = parameters.with(setting.parameter(), setting.value());
        }
        return parameters;
    }

    /** What has to be sent with {@code migrate-set-capabilities}, in one command, before the parameters. */
    public Map<MigrationCapability, Boolean> capabilitiesOverQmp() {
        Map<MigrationCapability, Boolean> capabilities = new LinkedHashMap<>();
        only(Delivery.QmpCapability.class).forEach(setting -> capabilities.put(setting.capability(), setting.on()));
        return capabilities;
    }

    /** What cannot be delivered in time. */
    public List<Delivery.Undeliverable> undeliverable() {
        return only(Delivery.Undeliverable.class);
    }

    private <T extends Delivery> List<T> only(Class<T> type) {
        return deliveries.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
