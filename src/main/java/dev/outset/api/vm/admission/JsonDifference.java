package dev.outset.api.vm.admission;

import dev.outset.violation.JsonPointer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A difference between two JSON documents.
 *
 * @param pointer the JSON pointer of the value
 * @param before the value in the first document; null if it is absent
 * @param after the value in the second document; null if it is absent
 */
record JsonDifference(
        String pointer, @Nullable JsonNode before, @Nullable JsonNode after) {

    /** All differences, at the deepest level; arrays of different lengths are reported as a whole. */
    static List<JsonDifference> between(JsonNode before, JsonNode after) {
        List<JsonDifference> found = new ArrayList<>();
        compare("", before, after, found);
        return List.copyOf(found);
    }

    private static void compare(
            String pointer, @Nullable JsonNode before, @Nullable JsonNode after, List<JsonDifference> found) {
        if (before == null || after == null) {
            if (before != null || after != null) {
                found.add(new JsonDifference(pointer, before, after));
            }
        } else if (before.isObject() && after.isObject()) {
            TreeSet<String> names = new TreeSet<>(before.propertyNames());
            names.addAll(after.propertyNames());
            names.forEach(name -> compare(JsonPointer.child(pointer, name), before.get(name), after.get(name), found));
        } else if (before.isArray() && after.isArray() && before.size() == after.size()) {
            for (int i = 0; i < before.size(); i++) {
                compare(pointer + "/" + i, before.get(i), after.get(i), found);
            }
        } else if (!before.equals(after)) {
            found.add(new JsonDifference(pointer, before, after));
        }
    }
}
