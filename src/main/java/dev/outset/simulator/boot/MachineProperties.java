package dev.outset.simulator.boot;

import dev.outset.catalogue.MachineProperty;
import dev.outset.catalogue.MachineType;
import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.argv.QemuExit;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.text.QDictOrder;
import dev.outset.simulator.text.QapiBool;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** {@code system/vl.c: qemu_apply_machine_options}: sets the members of {@code -machine} as machine properties. */
final class MachineProperties {

    /** The members that QEMU removes before it sets the others as properties. */
    private static final Set<String> LEGACY = Set.of("type", "accel", "kernel-irqchip", "igd-passthru");

    private static final Set<String> ON_OFF_AUTO = Set.of("on", "off", "auto");

    private MachineProperties() {}

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
