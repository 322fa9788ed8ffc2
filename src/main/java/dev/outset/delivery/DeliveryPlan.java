package dev.outset.delivery;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.SettingSpec;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the migration settings of a definition are delivered to QEMU.
 *
 * @param deliveries one entry per requested value, in the order of the definition
 * @param listening how the incoming migration starts to listen
 * @param effective the effective value of each parameter of the release, in catalogue order
 * @param capabilities the effective state of each capability of the release, in catalogue order
 */
public record DeliveryPlan(
        List<Delivery> deliveries,
        Listening listening,
        Map<MigrationParameter, EffectiveValue> effective,
        Map<MigrationCapability, EffectiveValue> capabilities) {

    public DeliveryPlan {
        deliveries = List.copyOf(deliveries);
        effective = Collections.unmodifiableMap(new LinkedHashMap<>(effective));
        capabilities = Collections.unmodifiableMap(new LinkedHashMap<>(capabilities));
    }

    /** The effective value of a parameter or capability; null if the release does not have it. */
    public @Nullable EffectiveValue effective(SettingSpec spec) {
        return switch (spec) {
            case ParameterSpec parameter -> effective.get(parameter.parameter());
            case CapabilitySpec capability -> capabilities.get(capability.capability());
        };
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

    /** The state of each capability when the migration object is created, before any QMP command. */
    public Map<MigrationCapability, Boolean> capabilitiesAtObjectCreation() {
        Map<MigrationCapability, Boolean> states = new LinkedHashMap<>();
        capabilities.forEach(
                (capability, state) -> states.put(capability, new ParameterValue.Bool(true).equals(state.atObject())));
        return states;
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
