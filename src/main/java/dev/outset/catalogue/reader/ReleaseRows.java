package dev.outset.catalogue.reader;

import static dev.outset.catalogue.reader.Row.text;

import dev.outset.qemu.QemuVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The rows of the catalogue as one release sees them. */
final class ReleaseRows {

    private final QemuVersion version;

    private final Set<String> build;

    ReleaseRows(QemuVersion version, Set<String> build) {
        this.version = version;
        this.build = build;
    }

    QemuVersion version() {
        return version;
    }

    /** Whether the release was built with a feature. */
    boolean has(String feature) {
        return build.contains(feature);
    }

    /** A row as the release sees it; null if it has none. */
    @Nullable JsonNode at(JsonNode row) {
        return VersionedRow.at(row, version);
    }

    <T> List<T> rows(JsonNode rows, Function<JsonNode, T> reader) {
        List<T> read = new ArrayList<>();
        for (JsonNode row : rows) {
            JsonNode seen = at(row);
            if (seen != null && (!seen.has("if") || has(text(seen, "if")))) {
                read.add(reader.apply(seen));
            }
        }
        return List.copyOf(read);
    }

    /** The rows that the release has, unread. */
    List<JsonNode> rows(JsonNode rows) {
        return rows(rows, Function.identity());
    }

    /** The only row of a file that holds one a release. */
    JsonNode only(JsonNode rows) {
        return rows(rows).getFirst();
    }
}
