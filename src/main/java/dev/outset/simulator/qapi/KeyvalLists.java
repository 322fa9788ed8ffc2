package dev.outset.simulator.qapi;

import dev.outset.simulator.text.Ascii;
import dev.outset.simulator.text.CInteger;
import dev.outset.simulator.text.QDictOrder;
import dev.outset.simulator.text.QemuError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code util/keyval.c: keyval_listify}: converts nodes whose keys are all numbers to lists. */
final class KeyvalLists {

    private KeyvalLists() {}

    /** The number of decimal digits at an index. */
    static int digitsAt(String text, int start) {
        int end = start;
        while (end < text.length() && Ascii.isDigit(text.charAt(end))) {
            end++;
        }
        return end - start;
    }

    /** The node, or the list that it represents. The prefix is the path to the node, with a trailing dot. */
    static JsonNode listify(ObjectNode node, String prefix) {
        List<String> keys = QDictOrder.of(node.propertyNames());
        boolean hasIndex = false;
        boolean hasMember = false;
        for (String key : keys) {
            boolean index = isIndex(key);
            hasIndex |= index;
            hasMember |= !index;
            if (node.get(key) instanceof ObjectNode child) {
                node.set(key, listify(child, prefix + key + "."));
            }
        }
        if (hasIndex && hasMember) {
            throw QemuError.generic("Parameters '" + prefix + "*' used inconsistently");
        }
        return hasIndex ? list(node, keys, prefix) : node;
    }

    private static boolean isIndex(String key) {
        return digitsAt(key, 0) == key.length();
    }

    private static ArrayNode list(ObjectNode node, List<String> keys, String prefix) {
        @Nullable JsonNode[] elements = new @Nullable JsonNode[keys.size()];
        long largest = -1;
        for (String key : keys) {
            long index = index(key);
            largest = Math.max(largest, index);
            if (index < elements.length) {
                elements[(int) index] = node.get(key);
            }
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i <= largest; i++) {
            JsonNode element = i < elements.length ? elements[i] : null;
            if (element == null) {
                throw QemuError.generic("Parameter '" + prefix + i + "' missing");
            }
            list.add(element);
        }
        return list;
    }

    private static long index(String key) {
        CInteger read = CInteger.read(key, 0, 10);
        boolean fits = !read.overflow() && read.value() >= 0 && read.value() <= Integer.MAX_VALUE;
        return fits ? read.value() : Integer.MAX_VALUE;
    }
}
