package dev.outset.catalogue.reader;

import dev.outset.parameters.ReadMoment;
import dev.outset.parameters.ReadMoments;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the members of a row of the catalogue's JSON. */
final class Row {

    private Row() {}

    static Stream<JsonNode> stream(JsonNode array) {
        return array.valueStream();
    }

    static List<String> strings(JsonNode array) {
        return stream(array).map(JsonNode::asString).toList();
    }

    static String text(JsonNode row, String name) {
        return Objects.requireNonNull(textOrNull(row, name), () -> "'" + name + "' is missing in " + row);
    }

    static @Nullable String textOrNull(JsonNode row, String name) {
        JsonNode value = row.path(name);
        return value.isMissingNode() || value.isNull() ? null : value.asString();
    }

    static @Nullable Long numberOrNull(JsonNode row, String name) {
        JsonNode value = row.path(name);
        return value.isMissingNode() || value.isNull()
                ? null
                : value.bigIntegerValue().longValue();
    }

    static boolean flag(JsonNode row, String name) {
        return row.path(name).asBoolean(false);
    }

    /** When the source and the destination act on a parameter or capability. */
    static ReadMoments readMoments(JsonNode moments) {
        return new ReadMoments(momentOrNull(moments, "source"), momentOrNull(moments, "destination"));
    }

    private static @Nullable ReadMoment momentOrNull(JsonNode moments, String side) {
        return moments.has(side) ? constant(ReadMoment.class, moments, side) : null;
    }

    /** Reads an enumeration constant written in lower case with hyphens. */
    static <E extends Enum<E>> E constant(Class<E> type, JsonNode row, String name) {
        return Enum.valueOf(type, text(row, name).toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
