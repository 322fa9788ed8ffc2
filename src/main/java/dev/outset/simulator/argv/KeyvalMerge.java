package dev.outset.simulator.argv;

import dev.outset.simulator.text.QemuError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code util/keyval.c: keyval_merge}: a repeated option is merged into the previous one. */
final class KeyvalMerge {

    private KeyvalMerge() {}

    static void merge(ObjectNode into, ObjectNode from, String prefix) {
        for (var member : from.properties()) {
            String key = member.getKey();
            JsonNode old = into.get(key);
            JsonNode value = member.getValue();
            if (old == null || (old.isString() && value.isString())) {
                into.set(key, value);
            } else if (old instanceof ObjectNode oldObject && value instanceof ObjectNode object) {
                merge(oldObject, object, prefix + key + ".");
            } else if (old instanceof ArrayNode oldList && value instanceof ArrayNode list) {
                oldList.addAll(list);
            } else {
                throw QemuError.generic("Parameter '" + prefix + key + "' used inconsistently");
            }
        }
    }
}
