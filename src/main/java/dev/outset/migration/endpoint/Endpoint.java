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
 * One end as it will be: what its command line puts in force, and what is set over QMP on top.
 *
 * @param side which end
 * @param spec its definition; a destination's waits for {@code migrate-incoming} unless it has a cpr channel
 * @param catalogue its release
 * @param plan how the definition's wishes get into it
 * @param arguments its command line
 * @param guest the guest as the command line describes it
 * @param launched what is in force once it is started
 * @param capabilities what {@code migrate-set-capabilities} sets
 * @param parameters what {@code migrate-set-parameters} sets, as it is written
 * @param canonical the same in QEMU's own units
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

    /** What is in force when everything is set. */
    public SettingsCheck.InForce settled() {
        return launched.with(capabilities, canonical);
    }

    public boolean isOn(MigrationCapability capability) {
        return settled().capabilities().getOrDefault(capability, false);
    }

    /** The value of a parameter as text; empty for unset. */
    public String text(MigrationParameter parameter) {
        ParameterValue value = settled().parameters().apply(parameter);
        return value == null ? "" : value.toString();
    }

    /** The versioned machine type behind the name in use; null if the release has none of that name. */
    public @Nullable MachineType machineType() {
        String written = guest.machine();
        Optional<MachineType> type =
                written == null ? catalogue.defaultMachineType("x86_64") : catalogue.machineType(written);
        return type.orElse(null);
    }

    /** The value of a property of the migration object that no parameter shows; null where the release lacks it. */
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

    /** Whether it listens on a cpr channel. */
    public boolean hasCprChannel() {
        return spec.migration().incoming() instanceof Incoming.Channels channels
                && channels.channel(IncomingChannel.Type.CPR).isPresent();
    }

    /** Whether the definition or the release says that the name is a capability. */
    public boolean isCapability(String name) {
        return catalogue.capability(new MigrationCapability(name)).isPresent()
                || capabilities.containsKey(new MigrationCapability(name));
    }

    /** Where the definition speaks of a capability or parameter, or would. */
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

    /** What its command line puts in force. */
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
