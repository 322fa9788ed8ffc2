package dev.outset.migration.endpoint;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.MigrationProperty;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.EffectiveValue;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.validation.settings.SettingsCheck;
import dev.outset.vm.VmSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint of a migration: the settings from its command line, and those that are set over QMP.
 *
 * @param side the side
 * @param spec the definition; a destination waits for {@code migrate-incoming} unless it has a cpr channel
 * @param catalogue the catalogue of its release
 * @param plan how the requested settings are delivered
 * @param arguments the command line, without the program name
 * @param guest the guest as the command line describes it
 * @param launched the settings in force after the start
 * @param capabilities the capabilities to set over QMP
 * @param parameters the parameters to set over QMP, as requested
 * @param canonical the same parameters in QEMU's units
 */
public record Endpoint(
        Side side,
        VmSpec spec,
        QemuCatalogue catalogue,
        DeliveryPlan plan,
        List<String> arguments,
        GuestTopology guest,
        SettingsCheck.InForce launched,
        Map<MigrationCapability, Boolean> capabilities,
        MigrationParameters parameters,
        MigrationParameters canonical) {

    /** Returns the settings in force after those over QMP. */
    public SettingsCheck.InForce settled() {
        return launched.with(capabilities, canonical);
    }

    /** Returns whether a capability is on after all settings are applied. */
    public boolean isOn(MigrationCapability capability) {
        return settled().capabilities().getOrDefault(capability, false);
    }

    /** Returns the value of a parameter as text; empty if it is unset. */
    public String text(MigrationParameter parameter) {
        ParameterValue value = settled().parameters().apply(parameter);
        return value == null ? "" : value.toString();
    }

    /** Returns the versioned machine type; null if the release does not have it. */
    public @Nullable MachineType machineType() {
        String written = guest.machine();
        Optional<MachineType> type =
                written == null ? catalogue.defaultMachineType("x86_64") : catalogue.machineType(written);
        return type.orElse(null);
    }

    /**
     * Returns the value of a property of the migration object that no parameter reports; null if the release does not
     * have it.
     */
    public @Nullable String property(String name) {
        MigrationProperty property = catalogue.property(name).orElse(null);
        if (property == null) {
            return null;
        }
        ParameterValue global = spec.migration().globals().get(name);
        if (global != null) {
            return global.toString();
        }
        MachineType machine = machineType();
        Optional<String> compat = machine == null
                ? Optional.empty()
                : machine.compat().stream()
                        .filter(row -> row.property().equals(name))
                        .map(MachineType.CompatProperty::value)
                        .reduce((earlier, later) -> later);
        return compat.orElseGet(() -> property.sets() instanceof MigrationProperty.Sets.Internal internal
                ? Objects.requireNonNullElse(internal.defaultText(), "")
                : "");
    }

    /** Returns whether it listens on a cpr channel. */
    public boolean hasCprChannel() {
        return spec.migration().incoming() instanceof Incoming.Channels channels
                && channels.channel(IncomingChannel.Type.CPR).isPresent();
    }

    /** Returns whether a name is a capability of the release or of the request. */
    public boolean isCapability(String name) {
        return catalogue.capability(new MigrationCapability(name)).isPresent()
                || capabilities.containsKey(new MigrationCapability(name));
    }

    /** Returns the JSON pointer of a capability or parameter in the definition. */
    public String pointer(String name) {
        if (name.startsWith("/")) {
            return name;
        }
        if (isCapability(name)) {
            return "/migration/capabilities/" + name;
        }
        boolean early = spec.migration().early().has(new MigrationParameter(name));
        return "/migration/" + (early ? "early/" : "live/") + name;
    }

    /** Returns the settings in force after the start with a delivery plan. */
    static SettingsCheck.InForce launched(DeliveryPlan plan, QemuCatalogue catalogue, boolean inMigrate) {
        Map<MigrationCapability, Boolean> on = new LinkedHashMap<>();
        plan.globals()
                .forEach(global -> catalogue.property(global.property()).ifPresent(property -> {
                    if (property.sets() instanceof MigrationProperty.Sets.Capability(CapabilitySpec row)) {
                        on.put(
                                row.capability(),
                                List.of("on", "yes", "true", "y").contains(global.text()));
                    }
                }));
        return new SettingsCheck.InForce(
                on,
                parameter -> {
                    EffectiveValue value = plan.effective().get(parameter);
                    return value == null ? null : value.atObject();
                },
                inMigrate,
                null);
    }
}
