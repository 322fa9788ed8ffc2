package dev.outset.catalogue.reader;

import static dev.outset.catalogue.reader.Row.text;

import dev.outset.qemu.QemuVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The catalogue rows that apply to one release. */
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

    /** The version of a row that applies to the release; null if the release lacks the row. */
    @Nullable JsonNode at(JsonNode row) {
        return VersionedRow.at(row, version);
    }

    <T> List<T> rows(JsonNode rows, Function<JsonNode, T> reader) {
        List<T> read = new ArrayList<>();
        for (JsonNode row : rows) {
            JsonNode applicable = at(row);
            if (applicable != null && (!applicable.has("if") || has(text(applicable, "if")))) {
                read.add(reader.apply(applicable));
            }
        }
        return List.copyOf(read);
    }

    /** The raw rows that apply to the release. */
    List<JsonNode> rows(JsonNode rows) {
        return rows(rows, Function.identity());
    }

    /** The single row that applies to the release. */
    JsonNode only(JsonNode rows) {
        return rows(rows).getFirst();
    }
}
