package dev.outset.catalogue.reader;

import dev.outset.catalogue.MachineType;
import dev.outset.qemu.QemuVersion;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads machine types: an alias names the newest machine type, and older ones have compat properties. */
final class MachineRows {

    private final ReleaseRows release;

    private final JsonNode machines;

    private final List<CompatRow> compat;

    /**
     * A compat property.
     *
     * @param upTo the newest version of machine types that have it
     * @param array the array in {@code hw/core/machine.c}
     * @param property the name of the property
     * @param value the value
     */
    private record CompatRow(QemuVersion upTo, String array, String property, String value) {}

    MachineRows(ReleaseRows release, JsonNode machines) {
        this.release = release;
        this.machines = machines;
        this.compat = release.read(machines.get("compatProperties"), CompatRow.class);
    }

    List<MachineType> types() {
        return release.read(machines.get("machineTypes"), MachineType.class, this::complete).stream()
                .map(type -> type.with(compat(MachineType.versionOf(type.machineVersion()))))
                .toList();
    }

    private void complete(ObjectNode row) {
        JsonNode machineVersion = row.get("machineVersion");
        if (!release.isVersion(machineVersion)) {
            row.remove("alias");
        }
        row.putArray("compat");
        row.put("maximumCpus", maximumCpus(row));
        row.put("isDefault", row.has("alias") && isDefaultAlias(row));
        JsonNode deprecatedIn = row.remove("deprecatedIn");
        if (deprecatedIn == null || !release.isAtLeast(deprecatedIn)) {
            row.remove("deprecationReason");
        }
    }

    /** The limit of a family depends on the version of the machine type; one CPU for families without a row. */
    private int maximumCpus(JsonNode machine) {
        QemuVersion machineVersion = MachineType.versionOf(
                machine.path("machineVersion").asStringOpt().orElse(null));
        return new ReleaseRows(machineVersion == null ? release.version() : machineVersion, Set.of())
                .rows(machines.get("maximumCpus"))
                .filter(row -> row.get("family").equals(machine.get("family")))
                .mapToInt(row -> row.get("cpus").intValue())
                .findFirst()
                .orElse(1);
    }

    private boolean isDefaultAlias(JsonNode row) {
        return machines.get("defaults")
                .valueStream()
                .anyMatch(defaults -> defaults.get("architecture").equals(row.get("architecture"))
                        && defaults.get("alias").equals(row.get("alias")));
    }

    private List<MachineType.CompatProperty> compat(@Nullable QemuVersion machineVersion) {
        return compat.stream()
                .filter(row -> machineVersion != null && row.upTo().isAtLeast(machineVersion))
                .map(row -> new MachineType.CompatProperty(row.array(), row.property(), row.value()))
                .toList();
    }
}
