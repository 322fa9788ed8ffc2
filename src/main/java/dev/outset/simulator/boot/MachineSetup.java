package dev.outset.simulator.boot;

import dev.outset.catalogue.Behaviour;
import dev.outset.catalogue.MachineProperty;
import dev.outset.catalogue.MachineType;
import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.text.QDictOrder;
import dev.outset.simulator.text.QapiBool;
import dev.outset.simulator.text.QemuExit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code system/vl.c}: selects the machine type and sets the other members of {@code -machine} as its properties. */
final class MachineSetup {

    /** The members that QEMU removes before it sets the others as properties. */
    private static final Set<String> LEGACY = Set.of("type", "accel", "kernel-irqchip", "igd-passthru");

    private static final Set<String> ON_OFF_AUTO = Set.of("on", "off", "auto");

    private MachineSetup() {}

    /** The machine type of the options, or the default. Throws a {@link QemuExit} if there is none. */
    static MachineType select(CompiledCatalogue release, ParsedCommandLine options) {
        JsonNode type = options.machineOptions().get("type");
        MachineType machine = type == null ? release.defaultMachine() : release.machine(type.asString(""));
        if (machine == null && type != null) {
            Behaviour behaviour = release.behaviour();
            throw new QemuExit(
                    1,
                    List.of(behaviour.machineUnsupported().replace("%s", type.asString("")), behaviour.machineHint()));
        }
        if (machine == null) {
            throw QemuExit.fatal("No machine specified, and there is no default");
        }
        return machine;
    }

    /** Warns about a deprecated machine type. */
    static void warnIfDeprecated(CompiledCatalogue release, @Nullable MachineType machine, List<String> stderr) {
        if (machine != null && machine.deprecationReason() != null) {
            String text = "Machine type '" + machine.name() + "' is deprecated: " + machine.deprecationReason();
            stderr.add(release.behaviour().machineDeprecatedIsError() ? text : "warning: " + text);
        }
    }

    /** {@code qemu_apply_machine_options}. */
    static void apply(CompiledCatalogue release, MachineType machine, ParsedCommandLine options) {
        for (String key : QDictOrder.of(options.machineOptions().propertyNames())) {
            String name = key.replace('_', '-');
            if (!LEGACY.contains(name)) {
                set(release, machine, name, options.machineOptions().get(key));
            }
        }
    }

    private static void set(CompiledCatalogue release, MachineType machine, String name, JsonNode value) {
        MachineProperty property = release.machineProperty(name);
        if (property == null || !property.belongsTo(machine.family())) {
            throw QemuExit.fatal("Property '" + machine.name() + "-machine." + name + "' not found");
        }
        if (!value.isString()) {
            return;
        }
        String text = value.stringValue();
        if (property.type().equals("bool") && QapiBool.parse(text) == null) {
            throw QemuExit.fatal("Parameter '" + name + "' expects 'on' or 'off'");
        }
        if (property.type().equals("OnOffAuto") && !ON_OFF_AUTO.contains(text)) {
            throw QemuExit.fatal("Parameter '" + name + "' does not accept value '" + text + "'");
        }
    }
}
