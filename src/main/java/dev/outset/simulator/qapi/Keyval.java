package dev.outset.simulator.qapi;

import dev.outset.simulator.text.QapiNames;
import dev.outset.simulator.text.QemuError;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** {@code util/keyval.c}: parses {@code key=value,…} into a tree whose leaves are strings. */
public final class Keyval {

    private static final int LONGEST_FRAGMENT = 127;

    private final String text;

    private final ObjectNode root = JsonNodeFactory.instance.objectNode();

    private boolean help;

    private int at;

    private Keyval(String text) {
        this.text = text;
    }

    /**
     * A parsed text.
     *
     * @param tree its members
     * @param help whether the text includes {@code help} or {@code ?}
     */
    public record Parsed(ObjectNode tree, boolean help) {}

    /**
     * Parses a text that cannot request help.
     *
     * @param impliedKey the key that the first pair can omit; null for none
     * @throws QemuError if the text is not valid keyval
     */
    public static ObjectNode parse(String text, @Nullable String impliedKey) {
        Keyval keyval = new Keyval(text);
        keyval.scan(impliedKey);
        if (keyval.help) {
            throw QemuError.generic("Help is not available for this option");
        }
        return keyval.listified();
    }

    /**
     * Parses a text that can request help.
     *
     * @param impliedKey the key that the first pair can omit; null for none
     * @throws QemuError if the text is not valid keyval
     */
    public static Parsed parseOrHelp(String text, @Nullable String impliedKey) {
        Keyval keyval = new Keyval(text);
        keyval.scan(impliedKey);
        return new Parsed(keyval.listified(), keyval.help);
    }

    /**
     * {@code keyval_merge}: merges a repeated option into the previous one.
     *
     * @param prefix the path of the members, with a trailing dot
     * @throws QemuError if a member has another form than before
     */
    public static void merge(ObjectNode into, ObjectNode from, String prefix) {
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

    private ObjectNode listified() {
        return (ObjectNode) KeyvalLists.listify(root, "");
    }

    private void scan(@Nullable String impliedKey) {
        @Nullable String implied = impliedKey;
        while (at < text.length()) {
            pair(implied);
            implied = null;
        }
    }

    private void pair(@Nullable String implied) {
        int start = at;
        int end = endOfName(text, start);
        if (end > start && (end == text.length() || text.charAt(end) != '=')) {
            if (isHelp(start, end)) {
                help = true;
                at = end < text.length() ? end + 1 : end;
                return;
            }
            if (implied != null) {
                put(root, implied, value(start), implied);
                return;
            }
        }
        keyed(start, end);
    }

    /** The index of the character that ends the name at an index: an equals sign, a comma, or the end of the text. */
    public static int endOfName(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) != '=' && text.charAt(end) != ',') {
            end++;
        }
        return end;
    }

    private boolean isHelp(int start, int end) {
        return (end == start + 1 && text.startsWith("?", start))
                || (end == start + 4 && text.startsWith("help", start));
    }

    private void keyed(int start, int end) {
        String key = text.substring(start, end);
        ObjectNode current = root;
        int from = start;
        int length = fragment(key, start, from);
        while (from + length < end) {
            int next = from + length + 1;
            int nextLength = fragment(key, start, next);
            current = container(current, text.substring(from, next - 1), key.substring(0, next - 1 - start));
            from = next;
            length = nextLength;
        }
        if (end == text.length() || text.charAt(end) != '=') {
            throw QemuError.generic("Expected '=' after parameter '" + key + "'");
        }
        put(current, text.substring(from, end), value(end + 1), key);
    }

    /** The length of the key fragment at an index. It must be a name or, after the first fragment, a list index. */
    private int fragment(String key, int start, int from) {
        int end = start + key.length();
        int digits = from == start ? 0 : KeyvalLists.digitsAt(text, from);
        int length = digits > 0 ? digits : QapiNames.lengthAt(text, from);
        if (length == 0 || (from + length < end && text.charAt(from + length) != '.')) {
            throw QemuError.generic("Invalid parameter '" + key + "'");
        }
        if (length > LONGEST_FRAGMENT) {
            boolean whole = from == start && from + length == end;
            throw QemuError.generic("Parameter" + (whole ? "" : " fragment") + " '"
                    + text.substring(from, from + length) + "' is too long");
        }
        return length;
    }

    private static ObjectNode container(ObjectNode current, String fragment, String keySoFar) {
        JsonNode old = current.get(fragment);
        if (old == null) {
            return current.putObject(fragment);
        }
        if (old instanceof ObjectNode object) {
            return object;
        }
        throw usedInconsistently(keySoFar);
    }

    private static void put(ObjectNode current, String fragment, String value, String key) {
        JsonNode old = current.get(fragment);
        if (old != null && !old.isString()) {
            throw usedInconsistently(key);
        }
        current.set(fragment, StringNode.valueOf(value));
    }

    private static QemuError usedInconsistently(String key) {
        return QemuError.generic("Parameters '" + key + ".*' used inconsistently");
    }

    private String value(int start) {
        StringBuilder value = new StringBuilder();
        at = value(text, start, value);
        return value.toString();
    }

    /** Reads a value up to a single comma and returns the index after it. A doubled comma is part of the value. */
    public static int value(String text, int start, StringBuilder value) {
        int at = start;
        while (at < text.length()) {
            if (text.charAt(at) == ',') {
                at++;
                if (at == text.length() || text.charAt(at) != ',') {
                    return at;
                }
            }
            value.append(text.charAt(at++));
        }
        return at;
    }
}
