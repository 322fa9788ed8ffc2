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
 * How the migration settings of a definition are delivered to QEMU.
 *
 * @param deliveries one entry per requested value, in the order of the definition
 * @param listening how the incoming migration starts to listen
 * @param effective the effective value of each parameter of the release, in catalogue order
 */
public record DeliveryPlan(
        List<Delivery> deliveries, Listening listening, Map<MigrationParameter, EffectiveValue> effective) {

    public DeliveryPlan {
        deliveries = List.copyOf(deliveries);
        effective = Collections.unmodifiableMap(new LinkedHashMap<>(effective));
    }

    /** The parameters set with {@code -incoming config:…}. */
    public MigrationParameters earlyConfig() {
        Map<MigrationParameter, ParameterValue> parameters = new LinkedHashMap<>();
        ofType(Delivery.EarlyConfigItem.class).forEach(item -> parameters.put(item.parameter(), item.value()));
        return new MigrationParameters(parameters);
    }

    /** The {@code -global} options, in order; the last one for a property takes effect. */
    public List<Delivery.GlobalProperty> globals() {
        return ofType(Delivery.GlobalProperty.class);
    }

    /**
     * The capabilities set by {@code -global} when the migration object is created; all others are off.
     *
     * @param catalogue the catalogue of the QEMU release
     */
    public Map<MigrationCapability, Boolean> capabilitiesAtObjectCreation(QemuCatalogue catalogue) {
        Map<MigrationCapability, Boolean> capabilities = new LinkedHashMap<>();
        for (Delivery.GlobalProperty global : globals()) {
            catalogue.property(global.property()).ifPresent(property -> put(capabilities, property, global.text()));
        }
        return capabilities;
    }

    private static void put(Map<MigrationCapability, Boolean> capabilities, MigrationProperty property, String text) {
        if (property.sets() instanceof MigrationProperty.Sets.Capability(var row)) {
            boolean on = PropertySyntax.parse(property.name(), property.type(), text)
                    .equals(new PropertySyntax.Reading.Value(new ParameterValue.Bool(true)));
            capabilities.put(row.capability(), on);
        }
    }

    /** The parameters to send with {@code migrate-set-parameters}, in one command. */
    public MigrationParameters parametersOverQmp() {
        Map<MigrationParameter, ParameterValue> parameters = new LinkedHashMap<>();
        ofType(Delivery.QmpParameter.class).forEach(setting -> parameters.put(setting.parameter(), setting.value()));
        return new MigrationParameters(parameters);
    }

    /** The capabilities to send with {@code migrate-set-capabilities}, in one command, before the parameters. */
    public Map<MigrationCapability, Boolean> capabilitiesOverQmp() {
        Map<MigrationCapability, Boolean> capabilities = new LinkedHashMap<>();
        ofType(Delivery.QmpCapability.class).forEach(setting -> capabilities.put(setting.capability(), setting.on()));
        return capabilities;
    }

    /** The values that cannot be delivered in time. */
    public List<Delivery.Undeliverable> undeliverable() {
        return ofType(Delivery.Undeliverable.class);
    }

    private <T extends Delivery> List<T> ofType(Class<T> type) {
        return deliveries.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
