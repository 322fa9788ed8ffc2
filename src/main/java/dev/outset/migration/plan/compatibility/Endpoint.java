package dev.outset.migration.plan.compatibility;

import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.MigrationProperty;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.commandline.CommandLine;
import dev.outset.commandline.render.CommandLineRenderer;
import dev.outset.delivery.Delivery;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.DeliveryPlanner;
import dev.outset.delivery.EffectiveValue;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.validation.PlannedDefinition;
import dev.outset.validation.settings.SettingsCheck;
import dev.outset.violation.Violations;
import dev.outset.vm.MigrationSpec;
import dev.outset.vm.VmSpec;
import java.util.ArrayList;
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
 * @param violations the violations of the definition as requested
 * @param catalogue the catalogue of its release
 * @param arguments the command line, without the program name
 * @param guest the guest as the command line describes it
 * @param launched the settings in force after the start
 * @param capabilities the capabilities to set over QMP
 * @param parameters the parameters to set over QMP, in QEMU's units; as requested if the release cannot read a value
 * @param canonical the parameters that have an effect
 */
public record Endpoint(
        Side side,
        VmSpec spec,
        Violations violations,
        QemuCatalogue catalogue,
        List<String> arguments,
        GuestTopology guest,
        SettingsCheck.InForce launched,
        Map<MigrationCapability, Boolean> capabilities,
        MigrationParameters parameters,
        MigrationParameters canonical) {
    public Endpoint {
        arguments = List.copyOf(arguments);
    }

    /** Returns the settings in force after those over QMP. */
    public SettingsCheck.InForce settled() {
        return launched.with(capabilities, canonical);
    }

    /** Returns whether a capability is on after all settings are applied. */
    public boolean isOn(MigrationCapability capability) {
        return settled().capabilities().getOrDefault(capability, false);
    }

    /** Returns whether the migration pauses before the guest is handed over. */
    public boolean pausesBeforeSwitchover() {
        return isOn(catalogue.behaviour().pauseCapability());
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

    /** Resolves one endpoint. */
    public static Endpoint of(Side side, EndpointSpec asked, QemuCatalogue catalogue) {
        PlannedDefinition validated = asked.validated();
        VmSpec spec = side == Side.DESTINATION ? waiting(validated.launched()) : validated.launched();
        DeliveryPlan plan =
                spec.equals(validated.launched()) ? validated.plan() : DeliveryPlanner.plan(spec, catalogue);
        CommandLine line = new CommandLineRenderer().render(asked.name(), spec, plan, catalogue, asked.monitorSocket());
        List<String> arguments = new ArrayList<>(line.arguments());
        arguments.addAll(asked.arguments());
        List<String> additional = new ArrayList<>(spec.extraArguments());
        additional.addAll(asked.arguments());
        MigrationParameters requested = overQmp(plan, asked.spec().migration());
        MigrationParameters readable = new SettingsCheck(catalogue).normalize(requested);
        return new Endpoint(
                side,
                spec,
                validated.violations(),
                catalogue,
                arguments,
                GuestTopology.of(line, additional),
                new SettingsCheck.InForce(
                        plan.capabilitiesAtObjectCreation(),
                        parameter -> atObject(plan, parameter),
                        side == Side.DESTINATION,
                        null),
                asked.spec().migration().capabilities(),
                requested.overlaidWith(readable),
                kept(catalogue, readable));
    }

    /**
     * Returns the definition of a destination that waits for {@code migrate-incoming}, so that its settings are applied
     * before it listens. A cpr channel does not allow that.
     */
    public static VmSpec waiting(VmSpec spec) {
        MigrationSpec migration = spec.migration();
        return hasCprChannel(migration.incoming())
                ? spec
                : spec.withMigration(new MigrationSpec(
                        migration.onlyMigratable(),
                        new Incoming.Deferred(),
                        migration.early(),
                        migration.live(),
                        migration.capabilities(),
                        migration.globals(),
                        migration.onDrift()));
    }

    private static boolean hasCprChannel(@Nullable Incoming incoming) {
        return incoming instanceof Incoming.Channels channels
                && channels.channel(IncomingChannel.Type.CPR).isPresent();
    }

    private static @Nullable ParameterValue atObject(DeliveryPlan plan, MigrationParameter parameter) {
        EffectiveValue value = plan.effective().get(parameter);
        return value == null ? null : value.atObject();
    }

    /** Returns the live parameters, and the early ones that can only be set over QMP. */
    private static MigrationParameters overQmp(DeliveryPlan plan, MigrationSpec asked) {
        MigrationParameters early = MigrationParameters.none();
        for (Delivery delivery : plan.deliveries()) {
            if (delivery instanceof Delivery.QmpParameter setting
                    && asked.early().has(setting.parameter())) {
                early = early.with(setting.parameter(), setting.value());
            }
        }
        return early.overlaidWith(asked.live());
    }

    /** Removes parameters for which the release reports success but keeps the old value. */
    private static MigrationParameters kept(QemuCatalogue catalogue, MigrationParameters set) {
        Map<MigrationParameter, ParameterValue> kept = new LinkedHashMap<>(set.values());
        kept.keySet()
                .removeIf(name -> catalogue
                        .parameter(name)
                        .filter(ParameterSpec::setIgnored)
                        .isPresent());
        return new MigrationParameters(kept);
    }

    /** Returns whether it listens on a cpr channel. */
    public boolean hasCprChannel() {
        return hasCprChannel(spec.migration().incoming());
    }
}
