package dev.outset.api.vm.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A member that is another in the second of two JSON texts.
 *
 * @param pointer where it is
 * @param before what it was; null for nothing
 * @param after what it is; null for nothing
 */
record JsonDifference(
        String pointer, @Nullable JsonNode before, @Nullable JsonNode after) {

    /** Every difference, as deep down as it goes; lists of different lengths differ as a whole. */
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
            names.forEach(name -> compare(pointer + "/" + escaped(name), before.get(name), after.get(name), found));
        } else if (before.isArray() && after.isArray() && before.size() == after.size()) {
            for (int i = 0; i < before.size(); i++) {
                compare(pointer + "/" + i, before.get(i), after.get(i), found);
            }
        } else if (!before.equals(after)) {
            found.add(new JsonDifference(pointer, before, after));
        }
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
