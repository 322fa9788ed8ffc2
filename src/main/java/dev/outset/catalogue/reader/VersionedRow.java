package dev.outset.catalogue.reader;

import dev.outset.qemu.QemuVersion;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A row of the catalogue's data: present from {@code since} to before {@code removedIn}, with {@code changes} that
 * replace members from a release on.
 */
final class VersionedRow {

    private VersionedRow() {}

    /** The row as one release sees it, or null where that release lacks it. */
    static @Nullable ObjectNode at(JsonNode row, QemuVersion version) {
        if (row.has("since")
                && version.isBefore(QemuVersion.parse(row.get("since").asString()))) {
            return null;
        }
        if (row.has("removedIn")
                && version.isAtLeast(QemuVersion.parse(row.get("removedIn").asString()))) {
            return null;
        }
        ObjectNode seen = (ObjectNode) row.deepCopy();
        for (JsonNode change : seen.path("changes")) {
            if (version.isAtLeast(QemuVersion.parse(change.get("from").asString()))) {
                change.properties().forEach(member -> seen.set(member.getKey(), member.getValue()));
            }
        }
        return seen;
    }
}
