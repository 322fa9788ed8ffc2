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
 * The options that describe the guest's machine, read as far as a migration stream shows it. What cannot be read is passed
 * over: refusing it is the business of devices that are not simulated.
 */
final class HardwareOptions {

    /** A bare number of {@code -m} is in MiB. */
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

    /** Without an address QEMU takes the next free slot, so that the place in the order stands for it. */
    void device(String argument) {
        JsonNode members = members(argument, "driver");
        String place = members.path("addr").asString("device " + (devices.size() + 1));
        String bus = members.path("bus").asString("");
        devices.add(members.path("driver").asString("") + " at " + place + (bus.isEmpty() ? "" : " of " + bus));
    }

    /** Everything read so far. */
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
