package dev.outset.simulator.argv;

import dev.outset.simulator.json.QemuJson;
import dev.outset.simulator.qapi.Keyval;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.text.QapiBool;
import dev.outset.simulator.text.QemuError;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Determines whether the main guest memory comes from a shared backend. */
final class SharedMemory {

    /** The backends for which {@code share} is on by default. */
    private static final List<String> SHARED_BY_DEFAULT = List.of("memory-backend-memfd", "memory-backend-shm");

    private SharedMemory() {}

    static boolean of(ObjectNode machine, List<String> objects, CompiledCatalogue release) {
        String backend = machine.path("memory-backend").asString("");
        return !backend.isEmpty() && objects.stream().anyMatch(object -> shares(object, backend, release));
    }

    private static boolean shares(String object, String backend, CompiledCatalogue release) {
        JsonNode members;
        try {
            members = object.startsWith("{")
                    ? QemuJson.parse(object, release.behaviour().jsonErrors())
                    : Keyval.parse(object, "qom-type");
        } catch (QemuError unreadable) {
            return false;
        }
        if (!members.path("id").asString("").equals(backend)) {
            return false;
        }
        JsonNode share = members.get("share");
        return share == null
                ? SHARED_BY_DEFAULT.contains(members.path("qom-type").asString(""))
                : share.isBoolean() ? share.booleanValue() : Boolean.TRUE.equals(QapiBool.parse(share.asString("")));
    }
}
