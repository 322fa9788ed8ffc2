package dev.outset.simulator.boot;

import dev.outset.catalogue.Behaviour;
import dev.outset.catalogue.MachineType;
import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.argv.QemuExit;
import dev.outset.simulator.release.CompiledCatalogue;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Selects the machine type ({@code system/vl.c: select_machine}). */
final class MachineSelection {

    private MachineSelection() {}

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
}
