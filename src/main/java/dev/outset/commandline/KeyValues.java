package dev.outset.commandline;

import dev.outset.qemu.BooleanText;
import dev.outset.qemu.OptionMember;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The members of an option's value, in either form: {@code key=value,…} with doubled commas, or JSON. Nested members
 * have dotted keys. Importers take the members they support; the remaining members are unsupported.
 */
public final class KeyValues {

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private KeyValues() {}

    /**
     * Parses a value.
     *
     * @param text the value
     * @param implied the key of a first member without one; null for none
     * @throws UnmappableOptionException if the text starts with a brace but is not valid JSON
     */
    public static KeyValues of(String text, @Nullable String implied) {
        KeyValues members = new KeyValues();
        if (text.startsWith("{")) {
            members.readJson(text);
        } else if (text.isEmpty() && implied != null) {
            members.add(implied, "");
        } else {
            OptionMember.of(text, implied).forEach(member -> members.add(member.key(), member.value()));
        }
        return members;
    }

    private void readJson(String text) {
        try {
            JsonNode node = JsonMapper.shared().readTree(text);
            node.properties().forEach(member -> flatten(member.getKey(), member.getValue()));
        } catch (JacksonException wrong) {
            throw new UnmappableOptionException("The value is not valid JSON: " + wrong.getOriginalMessage());
        }
    }

    private void flatten(String key, JsonNode node) {
        if (node.isObject()) {
            node.properties().forEach(member -> flatten(key + "." + member.getKey(), member.getValue()));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                JsonNode element = node.get(i);
                // QAPI wraps the elements of legacy lists: hostfwd=[{"str": "tcp::2222-:22"}].
                boolean wrapped = element.isObject() && element.size() == 1 && element.has("str");
                if (wrapped) {
                    add(key, element.get("str").asString());
                } else if (element.isObject()) {
                    flatten(key + "." + i, element);
                } else {
                    add(key, OptionMember.text(element));
                }
            }
        } else if (!node.isNull()) {
            add(key, OptionMember.text(node));
        }
    }

    private void add(String key, String value) {
        values.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
    }

    /** Removes a key and returns its last value, which overrides the others; null if it is absent. */
    public @Nullable String take(String key) {
        List<String> all = values.remove(key);
        return all == null ? null : all.getLast();
    }

    /** Removes the keys and returns the last value of the first key that is present; null if none is. */
    public @Nullable String takeAny(String... keys) {
        String found = null;
        for (String key : keys) {
            String value = take(key);
            found = found == null ? value : found;
        }
        return found;
    }

    /** Removes a key and returns all its values, in order. */
    public List<String> takeAll(String key) {
        List<String> all = values.remove(key);
        return all == null ? List.of() : all;
    }

    /** Removes a key and returns its value; throws {@link UnmappableOptionException} if it is absent. */
    public String require(String key) {
        String value = take(key);
        if (value == null) {
            throw new UnmappableOptionException("'" + key + "' is missing");
        }
        return value;
    }

    /** Removes a key and returns its boolean value; {@code otherwise} if it is absent. */
    public boolean flag(String key, boolean otherwise) {
        String value = take(key);
        return value == null ? otherwise : isOn(value);
    }

    /** Parses a boolean as QEMU does; throws {@link UnmappableOptionException} if it is not one. */
    public static boolean isOn(String value) {
        Boolean on = BooleanText.parse(value);
        if (on == null) {
            throw new UnmappableOptionException("'" + value + "' is not a boolean");
        }
        return on;
    }

    /** Returns the last value of a key without removing it; null if it is absent. */
    public @Nullable String peek(String key) {
        List<String> all = values.get(key);
        return all == null ? null : all.getLast();
    }

    /** The remaining keys, in order. */
    public List<String> remainingKeys() {
        return List.copyOf(values.keySet());
    }

    /** Removes and returns the remaining members; throws {@link UnmappableOptionException} if one has several values. */
    public Map<String, String> takeRemaining() {
        Map<String, String> rest = new LinkedHashMap<>();
        for (String key : remainingKeys()) {
            List<String> all = takeAll(key);
            if (all.size() > 1) {
                throw new UnmappableOptionException("'" + key + "' is set more than once");
            }
            rest.put(key, all.getFirst());
        }
        return rest;
    }

    /** Returns the remaining members as a tree, in which a number in a key is an index of a list, as in keyval. */
    public ObjectNode tree() {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        for (Map.Entry<String, List<String>> member : values.entrySet()) {
            String pointer = "/" + member.getKey().replace('.', '/');
            String parent = pointer.substring(0, pointer.lastIndexOf('/'));
            String name = pointer.substring(parent.length() + 1);
            String value = member.getValue().getLast();
            if (OptionMember.isIndex(name)) {
                root.withArray(parent, JsonNode.OverwriteMode.ALL, true).add(value);
            } else {
                root.withObject(parent, JsonNode.OverwriteMode.ALL, true).put(name, value);
            }
        }
        return root;
    }

    /** Throws {@link UnmappableOptionException} if members remain. */
    public void requireEmpty() {
        if (!values.isEmpty()) {
            throw new UnmappableOptionException("No field for '" + String.join("', '", values.keySet()) + "'");
        }
    }
}
