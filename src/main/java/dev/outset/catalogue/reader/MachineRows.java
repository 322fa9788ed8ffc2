package dev.outset.catalogue.reader;

import static dev.outset.catalogue.reader.Row.stream;
import static dev.outset.catalogue.reader.Row.strings;
import static dev.outset.catalogue.reader.Row.text;
import static dev.outset.catalogue.reader.Row.textOrNull;
import static dev.outset.catalogue.reader.RuleConditions.condition;

import dev.outset.catalogue.DeviceType;
import dev.outset.catalogue.MachineProperty;
import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.rule.RamBlocker;
import dev.outset.qemu.QemuVersion;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads machine types, their compat properties and their RAM blocks. */
final class MachineRows {

    private final ReleaseRows release;

    private final JsonNode machines;

    private final JsonNode properties;

    MachineRows(ReleaseRows release, JsonNode machines, JsonNode properties) {
        this.release = release;
        this.machines = machines;
        this.properties = properties;
    }

    List<MachineType> types() {
        return release.rows(machines.get("machineTypes"), this::type);
    }

    List<MachineProperty> properties() {
        return release.rows(properties.get("properties"), MachineRows::property);
    }

    List<DeviceType> devices(JsonNode devices) {
        return release.rows(devices.get("deviceTypes"), MachineRows::device);
    }

    List<MachineType.CompatProperty> acceleratorCompat() {
        return release.rows(
                machines.get("acceleratorCompat"),
                row -> new MachineType.CompatProperty(
                        text(row, "accelerator"), text(row, "property"), text(row, "value")));
    }

    @Nullable RamBlocker ramBlocker() {
        JsonNode row = release.at(machines.get("ramBlocker"));
        return row == null
                ? null
                : new RamBlocker(
                        condition(row.get("when")),
                        text(row, "text"),
                        stream(machines.get("ramBlocks"))
                                .collect(Collectors.toMap(
                                        blocks -> text(blocks, "family"),
                                        blocks -> new RamBlocker.Blocks(
                                                text(blocks, "main"), strings(blocks.get("others"))))));
    }

    private MachineType type(JsonNode row) {
        String machineVersion = textOrNull(row, "machineVersion");
        String deprecatedIn = textOrNull(row, "deprecatedIn");
        String alias = release.version().toString().equals(machineVersion) ? textOrNull(row, "alias") : null;
        return new MachineType(
                text(row, "name"),
                text(row, "family"),
                text(row, "architecture"),
                machineVersion,
                alias,
                alias != null && isDefaultAlias(text(row, "architecture"), alias),
                deprecatedIn != null && release.version().isAtLeast(QemuVersion.parse(deprecatedIn))
                        ? text(row, "deprecationReason")
                        : null,
                maximumCpus(text(row, "family"), MachineType.versionOf(machineVersion)),
                compat(MachineType.versionOf(machineVersion)));
    }

    /** The limit of a family depends on the version of the machine type; one CPU for families without a row. */
    private int maximumCpus(String family, @Nullable QemuVersion machineVersion) {
        return stream(machines.get("maximumCpus"))
                .filter(row -> text(row, "family").equals(family))
                .map(row -> VersionedRow.at(row, Objects.requireNonNullElse(machineVersion, release.version())))
                .mapToInt(row -> Objects.requireNonNull(row).get("cpus").intValue())
                .findFirst()
                .orElse(1);
    }

    private boolean isDefaultAlias(String architecture, String alias) {
        return stream(machines.get("defaults"))
                .anyMatch(row ->
                        text(row, "architecture").equals(architecture) && alias.equals(textOrNull(row, "alias")));
    }

    private List<MachineType.CompatProperty> compat(@Nullable QemuVersion machineVersion) {
        if (machineVersion == null) {
            return List.of();
        }
        return release.rows(machines.get("compatProperties")).stream()
                .filter(row -> QemuVersion.parse(text(row, "upTo")).isAtLeast(machineVersion))
                .map(row ->
                        new MachineType.CompatProperty(text(row, "array"), text(row, "property"), text(row, "value")))
                .toList();
    }

    private static MachineProperty property(JsonNode row) {
        return new MachineProperty(text(row, "name"), row.path("type").asString("str"), families(row, "families"));
    }

    private static DeviceType device(JsonNode row) {
        return new DeviceType(
                text(row, "name"),
                textOrNull(row, "alias"),
                textOrNull(row, "unmigratable"),
                textOrNull(row, "migrationBlocker"),
                row.path("hotpluggable").asBoolean(true),
                families(row, "families"),
                families(row, "usbFamilies"),
                textOrNull(row, "vga"));
    }

    private static Set<String> families(JsonNode row, String name) {
        return row.has(name) ? Set.copyOf(strings(row.get(name))) : Set.of();
    }
}
