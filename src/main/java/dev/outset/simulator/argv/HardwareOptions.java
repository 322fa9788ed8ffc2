package dev.outset.simulator.argv;

import dev.outset.catalogue.Behaviour.JsonErrors;
import dev.outset.simulator.argv.ParsedCommandLine.DeviceOption;
import dev.outset.simulator.json.QemuJson;
import dev.outset.simulator.qapi.Keyval;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.stream.GuestHardware;
import dev.outset.simulator.text.QapiBool;
import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.text.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Collects the options that describe the guest hardware. Arguments that cannot be parsed are ignored: only devices,
 * which are not simulated, would reject them.
 */
final class HardwareOptions {

    /** The unit of a {@code -m} number without a suffix is MiB. */
    private static final int MEBI_BITS = 20;

    private static final int LONGEST_COUNT = 5;

    private static final int LONGEST_MEBIBYTES = 12;

    /** The memory backends for which {@code share} is on by default. */
    private static final List<String> SHARED_BY_DEFAULT = List.of("memory-backend-memfd", "memory-backend-shm");

    private final JsonErrors errors;

    private final Sizes sizes;

    private final List<JsonNode> objects = new ArrayList<>();

    private final List<JsonNode> devices = new ArrayList<>();

    private final List<String> deviceTexts = new ArrayList<>();

    private long memoryBytes = GuestHardware.PLAIN.memoryBytes();

    private int processors = GuestHardware.PLAIN.processors();

    private boolean usb;

    private boolean defaults = true;

    private boolean display = true;

    private @Nullable String vga;

    HardwareOptions(CompiledCatalogue release) {
        this.errors = release.behaviour().jsonErrors();
        this.sizes = release.sizes();
    }

    void flag(String option) {
        switch (option) {
            case "usb" -> usb = true;
            case "nodefaults" -> defaults = false;
            case "nographic" -> display = false;
            default -> {
                // Other flags have no effect on the simulation.
            }
        }
    }

    void argument(String option, String argument) {
        switch (option) {
            case "m" -> memory(argument);
            case "smp" -> processors(argument);
            case "object" -> objects.add(members(argument, "qom-type"));
            case "device" -> {
                devices.add(members(argument, "driver"));
                deviceTexts.add(argument);
            }
            case "vga" -> vga = argument;
            case "display" -> display &= !argument.equals("none");
            default -> {
                // Other options have no effect on the simulation.
            }
        }
    }

    private JsonNode members(String argument, String implied) {
        try {
            return argument.startsWith("{") ? QemuJson.parse(argument, errors) : Keyval.parse(argument, implied);
        } catch (QemuError unreadable) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    private void memory(String argument) {
        String size = text(members(argument, "size"), "size");
        if (isNumber(size) && size.length() <= LONGEST_MEBIBYTES) {
            memoryBytes = Long.parseLong(size) << MEBI_BITS;
        } else if (!size.isEmpty() && sizes.parse(size).status() == Sizes.Status.OK) {
            memoryBytes = sizes.parse(size).value();
        }
    }

    private void processors(String argument) {
        String count = text(members(argument, "cpus"), "cpus");
        if (isNumber(count) && count.length() <= LONGEST_COUNT) {
            processors = Integer.parseInt(count);
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String text(JsonNode members, String name) {
        return members.path(name).asString("");
    }

    private static boolean isOn(JsonNode members, String name) {
        return Boolean.TRUE.equals(QapiBool.parse(text(members, name)));
    }

    /** The hardware that is visible in a migration stream. */
    GuestHardware hardware(JsonNode machine) {
        List<String> slots = new ArrayList<>();
        for (JsonNode device : devices) {
            // A device without an address gets the next free slot, so its position among the devices identifies it.
            String slot = device.path("addr").asString("device " + (slots.size() + 1));
            String bus = text(device, "bus");
            slots.add(text(device, "driver") + " at " + slot + (bus.isEmpty() ? "" : " of " + bus));
        }
        Set<String> ids = objects.stream()
                .map(object -> text(object, "id"))
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toSet());
        return new GuestHardware(
                memoryBytes,
                machine.path("memory-backend").asString(GuestHardware.PLAIN.memoryBlock()),
                processors,
                slots,
                ids);
    }

    /** The options that add devices. */
    ParsedCommandLine.Peripherals peripherals(JsonNode machine) {
        List<DeviceOption> options = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            options.add(new DeviceOption(text(devices.get(i), "driver"), deviceTexts.get(i)));
        }
        String card = vga == null ? (defaults && display ? "std" : "none") : vga;
        return new ParsedCommandLine.Peripherals(options, card, usb || isOn(machine, "usb"));
    }

    /** Whether the main guest memory comes from a shared backend. */
    boolean sharesMainMemory(JsonNode machine) {
        String backend = text(machine, "memory-backend");
        return !backend.isEmpty()
                && objects.stream().anyMatch(object -> text(object, "id").equals(backend) && isShared(object));
    }

    private static boolean isShared(JsonNode object) {
        JsonNode share = object.get("share");
        return share == null
                ? SHARED_BY_DEFAULT.contains(text(object, "qom-type"))
                : share.isBoolean() ? share.booleanValue() : isOn(object, "share");
    }
}
