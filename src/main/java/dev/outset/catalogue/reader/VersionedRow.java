package dev.outset.catalogue.reader;

import dev.outset.qemu.QemuVersion;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A catalogue row valid from {@code since} until before {@code removedIn}. Each entry of {@code changes} replaces
 * members from a given release on.
 */
final class VersionedRow {

    private VersionedRow() {}

    /** The version of the row that applies to a release; null if that release lacks it. */
    static @Nullable ObjectNode at(JsonNode row, QemuVersion version) {
        if (row.has("since")
                && version.isBefore(QemuVersion.parse(row.get("since").asString()))) {
            return null;
        }
        if (row.has("removedIn")
                && version.isAtLeast(QemuVersion.parse(row.get("removedIn").asString()))) {
            return null;
        }
        ObjectNode result = (ObjectNode) row.deepCopy();
        for (JsonNode change : result.path("changes")) {
            if (version.isAtLeast(QemuVersion.parse(change.get("from").asString()))) {
                change.properties().forEach(member -> result.set(member.getKey(), member.getValue()));
            }
        }
        return result;
    }
}
