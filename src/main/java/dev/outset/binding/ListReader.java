package dev.outset.binding;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads lists. */
final class ListReader implements TypeReader {

    private final TypeReader element;

    private final int maxEntries;

    ListReader(TypeReader element, int maxEntries) {
        this.element = element;
        this.maxEntries = maxEntries;
    }

    @Override
    public @Nullable Object read(JsonNode node, Place place, Reading reading) {
        List<?> sparse = sparse(node, place, reading);
        return sparse == null ? null : reading.complete(sparse, place);
    }

    /** Reads a list with null in place of an invalid element; null if it is not a list. */
    @Nullable List<@Nullable Object> sparse(JsonNode node, Place place, Reading reading) {
        if (!node.isArray()) {
            reading.wrongType(place, "a list", node);
            return null;
        }
        if (reading.isTooLong(node, maxEntries, place)) {
            return null;
        }
        List<@Nullable Object> values = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            Object value = element.read(node.get(i), place.element(i), reading);
            if (value == null) {
                reading.skip(place.element(i));
            }
            values.add(value);
        }
        return values;
    }
}
