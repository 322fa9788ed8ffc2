package dev.outset.simulator.argv;

import dev.outset.catalogue.Behaviour.JsonErrors;
import dev.outset.simulator.json.QemuJson;
import dev.outset.simulator.qapi.Keyval;
import dev.outset.simulator.stream.GuestHardware;
import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.text.Sizes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Parses the options that describe the guest hardware, limited to what is visible in a migration stream. Arguments that
 * cannot be parsed are ignored: only devices, which are not simulated, would reject them.
 */
final class HardwareOptions {

    /** The unit of a {@code -m} number without a suffix is MiB. */
    private static final int MEBI_BITS = 20;

    private static final int LONGEST_COUNT = 5;

    private static final int LONGEST_MEBIBYTES = 12;

    private final JsonErrors errors;

    private final Sizes sizes;

    private long memoryBytes = GuestHardware.PLAIN.memoryBytes();

    private int processors = GuestHardware.PLAIN.processors();

    private final List<String> devices = new ArrayList<>();

    private final Set<String> objects = new HashSet<>();

    HardwareOptions(JsonErrors errors, Sizes sizes) {
        this.errors = errors;
        this.sizes = sizes;
    }

    void memory(String argument) {
        String size = members(argument, "size").path("size").asString("");
        if (isNumber(size) && size.length() <= LONGEST_MEBIBYTES) {
            memoryBytes = Long.parseLong(size) << MEBI_BITS;
        } else if (!size.isEmpty() && sizes.parse(size).status() == Sizes.Status.OK) {
            memoryBytes = sizes.parse(size).value();
        }
    }

    void processors(String argument) {
        String count = members(argument, "cpus").path("cpus").asString("");
        if (isNumber(count) && count.length() <= LONGEST_COUNT) {
            processors = Integer.parseInt(count);
        }
    }

    void object(String argument) {
        String id = members(argument, "qom-type").path("id").asString("");
        if (!id.isEmpty()) {
            objects.add(id);
        }
    }

    /** A device without an address gets the next free slot, so its position among the devices identifies it. */
    void device(String argument) {
        JsonNode members = members(argument, "driver");
        String slot = members.path("addr").asString("device " + (devices.size() + 1));
        String bus = members.path("bus").asString("");
        devices.add(members.path("driver").asString("") + " at " + slot + (bus.isEmpty() ? "" : " of " + bus));
    }

    /** The hardware parsed so far, with the memory backend of the machine options. */
    GuestHardware hardware(JsonNode machine) {
        return new GuestHardware(
                memoryBytes,
                machine.path("memory-backend").asString(GuestHardware.PLAIN.memoryBlock()),
                processors,
                devices,
                objects);
    }

    private JsonNode members(String argument, String implied) {
        try {
            return argument.startsWith("{") ? QemuJson.parse(argument, errors) : Keyval.parse(argument, implied);
        } catch (QemuError unreadable) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
