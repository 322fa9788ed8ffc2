package dev.outset.simulator;

import dev.outset.simulator.qapi.QDictOrder;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** {@code qobject/json-writer.c}: a message as QEMU writes it, members in the order of its hash table. */
public final class QmpText {

    private static final int FIRST_PRINTABLE = 0x20;

    private static final int LAST_PRINTABLE = 0x7e;

    private QmpText() {}

    /** One line without its end. */
    public static String of(JsonNode message) {
        StringBuilder out = new StringBuilder();
        write(message, out);
        return out.toString();
    }

    private static void write(JsonNode node, StringBuilder out) {
        if (node.isObject()) {
            object(node, out);
        } else if (node.isArray()) {
            array(node, out);
        } else if (node.isString()) {
            quote(node.stringValue(), out);
        } else if (node.isFloatingPointNumber()) {
            out.append(CDouble.format(node.doubleValue()));
        } else {
            out.append(node.asString(""));
        }
    }

    private static void object(JsonNode node, StringBuilder out) {
        out.append('{');
        String separator = "";
        for (String key : QDictOrder.of(node.propertyNames())) {
            out.append(separator);
            quote(key, out);
            out.append(": ");
            write(node.get(key), out);
            separator = ", ";
        }
        out.append('}');
    }

    private static void array(JsonNode node, StringBuilder out) {
        out.append('[');
        String separator = "";
        for (JsonNode element : node) {
            out.append(separator);
            write(element, out);
            separator = ", ";
        }
        out.append(']');
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> character(c, out);
            }
        }
        out.append('"');
    }

    /** Everything but printable ASCII is escaped, in UTF-16 as Java has it. */
    private static void character(char c, StringBuilder out) {
        if (c >= FIRST_PRINTABLE && c <= LAST_PRINTABLE) {
            out.append(c);
        } else {
            out.append("\\u");
            String hex = Integer.toHexString(c).toUpperCase(Locale.ROOT);
            out.append("0".repeat(4 - hex.length())).append(hex);
        }
    }
}
