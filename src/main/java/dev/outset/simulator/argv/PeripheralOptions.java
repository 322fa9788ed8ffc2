package dev.outset.simulator.argv;

import dev.outset.simulator.argv.ParsedCommandLine.DeviceOption;
import dev.outset.simulator.json.QemuJson;
import dev.outset.simulator.qapi.Keyval;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.text.QapiBool;
import dev.outset.simulator.text.QemuError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Collects the options that add devices. */
final class PeripheralOptions {

    private final CompiledCatalogue release;

    private final List<DeviceOption> devices = new ArrayList<>();

    private boolean usb;

    private boolean defaults = true;

    private boolean display = true;

    private @Nullable String vga;

    PeripheralOptions(CompiledCatalogue release) {
        this.release = release;
    }

    void flag(String option) {
        switch (option) {
            case "usb" -> usb = true;
            case "nodefaults" -> defaults = false;
            case "nographic" -> display = false;
            default -> {
                // Other flags do not add or remove devices.
            }
        }
    }

    void argument(String option, String argument) {
        switch (option) {
            case "device" -> devices.add(new DeviceOption(driver(argument), argument));
            case "vga" -> vga = argument;
            case "display" -> display &= !argument.equals("none");
            default -> {
                // Other options do not add or remove devices.
            }
        }
    }

    /** The device type in a {@code -device} argument; empty if the argument cannot be parsed. */
    private String driver(String argument) {
        try {
            JsonNode members = argument.startsWith("{")
                    ? QemuJson.parse(argument, release.behaviour().jsonErrors())
                    : Keyval.parse(argument, "driver");
            return members.path("driver").asString("");
        } catch (QemuError unreadable) {
            return "";
        }
    }

    ParsedCommandLine.Peripherals result(ObjectNode machine) {
        boolean fromMachine =
                Boolean.TRUE.equals(QapiBool.parse(machine.path("usb").asString("")));
        String card = vga == null ? (defaults && display ? "std" : "none") : vga;
        return new ParsedCommandLine.Peripherals(devices, card, usb || fromMachine);
    }
}
