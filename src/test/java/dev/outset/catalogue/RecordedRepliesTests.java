package dev.outset.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.binding.RecordWriter;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.QemuVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Compares the catalogue with the recorded introspection replies of six QEMU binaries. */
class RecordedRepliesTests {

    private static final Set<String> DEVICE_PROPERTIES =
            Set.of("type", "parent_bus", "realized", "hotplugged", "hotpluggable");

    private final Catalogues catalogues = Catalogues.load();

    @ParameterizedTest
    @CsvSource({
        "7.2, qemu-7.2",
        "8.2, qemu-8.2",
        "9.2, qemu-9.2",
        "10.0, qemu-10.0",
        "10.2, qemu-10.2",
        "11.1, qemu-11.1-incoming-config"
    })
    void matchesARealBinary(String version, String file) throws IOException {
        QemuCatalogue catalogue = catalogues.of(QemuVersion.parse(version));
        ObjectNode replies = replies(file);

        assertThat(defaults(catalogue)).isEqualTo(plain(replies.get("query-migrate-parameters")));
        assertThat(catalogue.capabilities().stream()
                        .filter(CapabilitySpec::listed)
                        .map(CapabilitySpec::name)
                        .toList())
                .isEqualTo(replies.get("query-migrate-capabilities")
                        .valueStream()
                        .map(capability -> capability.get("capability").asString())
                        .toList());
        assertThat(machineTypes(catalogue)).isEqualTo(machineTypes(replies.get("query-machines")));
        assertThat(catalogue.properties().stream().map(MigrationProperty::name).toList())
                .containsExactlyInAnyOrderElementsOf(properties(replies));
    }

    private static Object defaults(QemuCatalogue catalogue) {
        Map<String, Object> defaults = new HashMap<>();
        for (ParameterSpec spec : catalogue.parameters()) {
            ParameterValue value = spec.defaultValue();
            if (spec.reported() && value != null) {
                defaults.put(spec.name(), value);
            }
        }
        return plain(JsonMapper.shared().readTree(new RecordWriter().text(defaults)));
    }

    private static Map<String, Boolean> machineTypes(QemuCatalogue catalogue) {
        Map<String, Boolean> deprecated = new TreeMap<>();
        catalogue.machineTypes().stream()
                .filter(type ->
                        type.machineVersion() != null && type.architecture().equals("x86_64"))
                .forEach(type -> deprecated.put(type.name(), type.deprecationReason() != null));
        return deprecated;
    }

    private static Map<String, Boolean> machineTypes(JsonNode machines) {
        Map<String, Boolean> deprecated = new TreeMap<>();
        machines.valueStream()
                .filter(machine -> machine.get("name").asString().matches("pc-(q35|i440fx)-.*"))
                .forEach(machine -> deprecated.put(
                        machine.get("name").asString(),
                        machine.path("deprecated").asBoolean(false)));
        return deprecated;
    }

    private static Set<String> properties(ObjectNode replies) {
        Set<String> names = new TreeSet<>();
        replies.get("qom-list-properties migration")
                .forEach(property -> names.add(property.get("name").asString()));
        names.removeAll(DEVICE_PROPERTIES);
        return names;
    }

    private static Object plain(JsonNode node) {
        return JsonMapper.shared().treeToValue(node, Object.class);
    }

    private static ObjectNode replies(String file) throws IOException {
        ObjectNode replies = JsonMapper.shared().createObjectNode();
        String path = "/corpus/replies/" + file + ".jsonl.gz";
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(RecordedRepliesTests.class.getResourceAsStream(path))),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode exchange = JsonMapper.shared().readTree(line);
                JsonNode command = exchange.get("command");
                String typename = command.path("arguments").path("typename").asString("");
                String key = command.get("execute").asString() + (typename.isEmpty() ? "" : " " + typename);
                replies.set(key, exchange.path("reply").path("return"));
            }
        }
        return replies;
    }
}
