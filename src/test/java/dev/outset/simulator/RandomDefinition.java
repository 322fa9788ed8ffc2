package dev.outset.simulator;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.ParameterType;
import dev.outset.catalogue.QemuCatalogue;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Generates random definitions, mostly valid, and random QMP commands, both valid and not. */
final class RandomDefinition {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final List<Long> NUMBERS =
            List.of(0L, 1L, 2L, 4L, 9L, 10L, 20L, 99L, 100L, 101L, 255L, 256L, 1000L, 2_000_000L, 2_000_001L, 1L << 40);

    private static final List<String> TEXTS = List.of("", "tls0", "some host", "a,b=c", "é");

    private static final List<String> MACHINES = List.of("q35", "pc", "q35", "none");

    private static final List<String> INCOMING =
            List.of("defer", "defer", "tcp:127.0.0.1:0", "unix:FOLDER/in.sock", "bogus:1", "tcp:nowhere");

    private static final List<String> QUERIES = List.of(
            "query-migrate-parameters",
            "query-migrate-capabilities",
            "query-status",
            "query-migrate",
            "query-name",
            "query-no-such-thing");

    private final RandomGenerator random;

    private final QemuCatalogue catalogue;

    private final String folder;

    RandomDefinition(RandomGenerator random, QemuCatalogue catalogue, String folder) {
        this.random = random;
        this.catalogue = catalogue;
        this.folder = folder;
    }

    /** A spec with values of the right type, which can be out of range. */
    ObjectNode spec() {
        ObjectNode spec = JSON.objectNode();
        spec.putObject("qemu").put("version", catalogue.version().toString());
        spec.putObject("machine").put("type", one(MACHINES));
        spec.putObject("memory").put("size", "64MiB");
        ObjectNode migration = spec.putObject("migration");
        if (random.nextInt(3) > 0) {
            migration.putObject("incoming").put("listen", one(INCOMING).replace("FOLDER", folder));
        }
        fill(migration.putObject("early"), random.nextInt(3));
        fill(migration.putObject("live"), random.nextInt(3));
        ObjectNode capabilities = migration.putObject("capabilities");
        for (int i = random.nextInt(3); i > 0; i--) {
            capabilities.put(one(catalogue.capabilities()).name(), random.nextBoolean());
        }
        return spec;
    }

    private void fill(ObjectNode parameters, int count) {
        for (int i = 0; i < count; i++) {
            ParameterSpec spec = one(catalogue.parameters());
            parameters.set(spec.name(), value(spec.type()));
        }
    }

    /** A random QMP command. */
    ObjectNode command() {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> setParameters();
            case 3, 4 -> setCapabilities();
            case 5 ->
                command(
                        "migrate-incoming",
                        JSON.objectNode().put("uri", one(INCOMING).replace("FOLDER", folder)));
            default -> command(one(QUERIES), JSON.objectNode());
        };
    }

    private ObjectNode setParameters() {
        ObjectNode arguments = JSON.objectNode();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            ParameterSpec spec = one(catalogue.parameters());
            ParameterType type =
                    random.nextInt(6) == 0 ? one(catalogue.parameters()).type() : spec.type();
            arguments.set(spec.name(), value(type));
        }
        if (random.nextInt(10) == 0) {
            arguments.put("no-such-parameter", 1);
        }
        return command("migrate-set-parameters", arguments);
    }

    private ObjectNode setCapabilities() {
        ObjectNode arguments = JSON.objectNode();
        ArrayNode list = arguments.putArray("capabilities");
        for (int i = random.nextInt(4); i > 0; i--) {
            CapabilitySpec spec = one(catalogue.capabilities());
            String name = random.nextInt(10) == 0 ? "no-such-capability" : spec.name();
            list.addObject().put("capability", name).put("state", random.nextInt(4) > 0);
        }
        return command("migrate-set-capabilities", arguments);
    }

    /** A QMP command; the member {@code arguments} is omitted if there are none. */
    static ObjectNode command(String name, JsonNode arguments) {
        ObjectNode command = JSON.objectNode().put("execute", name);
        return arguments.isEmpty() ? command : command.set("arguments", arguments);
    }

    private JsonNode value(ParameterType type) {
        return switch (type.kind()) {
            case UINT8, UINT32, UINT64, SIZE ->
                JSON.numberNode(
                        random.nextInt(4) == 0
                                ? random.nextLong() >>> random.nextInt(1, 64)
                                : one(NUMBERS).longValue());
            case BOOL -> JSON.booleanNode(random.nextBoolean());
            case ENUM -> JSON.stringNode(random.nextInt(8) == 0 ? one(TEXTS) : one(type.members()));
            case STR, STR_OR_NULL -> JSON.stringNode(one(TEXTS));
            case STRINGS -> JSON.arrayNode().add(one(TEXTS));
            case BITMAP_MAPPING -> bitmaps();
        };
    }

    private JsonNode bitmaps() {
        ArrayNode mapping = JSON.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
            ObjectNode node = mapping.addObject().put("node-name", "n" + random.nextInt(2));
            node.put("alias", one(TEXTS)).putArray("bitmaps");
        }
        return mapping;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
