package dev.outset.commandline.importing.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The members of an option's value in either form: {@code key=value,…} with doubled commas, or JSON. Nested members have
 * dotted keys. Who understands a member takes it out; what is left nobody understood.
 */
public final class KeyValues {

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private KeyValues() {}

    /**
     * Reads a value.
     *
     * @param text the value
     * @param implied the key of a first part without one; null for none
     * @throws UnmappableOptionException if it looks like JSON and is none
     */
    public static KeyValues of(String text, @Nullable String implied) {
        KeyValues members = new KeyValues();
        if (text.startsWith("{")) {
            members.readJson(text);
        } else {
            members.readText(text, implied);
        }
        return members;
    }

    private void readJson(String text) {
        try {
            JsonNode node = JsonMapper.shared().readTree(text);
            node.properties().forEach(member -> flatten(member.getKey(), member.getValue()));
        } catch (JacksonException wrong) {
            throw new UnmappableOptionException("It looks like JSON and is none: " + wrong.getOriginalMessage());
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
                    add(key, scalar(element));
                }
            }
        } else if (!node.isNull()) {
            add(key, scalar(node));
        }
    }

    private static String scalar(JsonNode node) {
        return node.isBoolean() ? node.asBoolean() ? "on" : "off" : node.asString();
    }

    private void readText(String text, @Nullable String implied) {
        int position = 0;
        boolean first = true;
        while (position <= text.length() && !(position == text.length() && !first)) {
            StringBuilder part = new StringBuilder();
            position = part(text, position, part);
            addPart(part.toString(), first ? implied : null);
            first = false;
        }
    }

    /** Reads up to a comma that is not doubled and gives the place after it. */
    private static int part(String text, int from, StringBuilder part) {
        int position = from;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == ',') {
                if (position < text.length() && text.charAt(position) == ',') {
                    position++;
                } else {
                    return position;
                }
            }
            part.append(c);
        }
        return position;
    }

    private void addShort(String part) {
        if (part.startsWith("no") && part.length() > 2) {
            add(part.substring(2), "off");
        } else if (!part.isEmpty()) {
            add(part, "on");
        }
    }

    private void addPart(String part, @Nullable String implied) {
        int equals = part.indexOf('=');
        if (equals >= 0) {
            add(part.substring(0, equals), part.substring(equals + 1));
        } else if (implied != null) {
            add(implied, part);
        } else {
            addShort(part);
        }
    }

    private void add(String key, String value) {
        values.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
    }

    /** The last value of a key, which is the one that counts; null when it is absent. Takes it out. */
    public @Nullable String take(String key) {
        List<String> all = values.remove(key);
        return all == null ? null : all.getLast();
    }

    /** The last value of the first key that is there; null when none is. Takes them out. */
    public @Nullable String takeAny(String... keys) {
        String found = null;
        for (String key : keys) {
            String value = take(key);
            found = found == null ? value : found;
        }
        return found;
    }

    /** Every value of a key, in order. Takes them out. */
    public List<String> takeAll(String key) {
        List<String> all = values.remove(key);
        return all == null ? List.of() : all;
    }

    /** A value that has to be there. */
    public String need(String key) {
        String value = take(key);
        if (value == null) {
            throw new UnmappableOptionException("'" + key + "' is missing");
        }
        return value;
    }

    /** A switch, or what holds when it is absent. */
    public boolean flag(String key, boolean otherwise) {
        String value = take(key);
        return value == null ? otherwise : isOn(value);
    }

    public static boolean isOn(String value) {
        return switch (value) {
            case "on", "yes", "true", "y" -> true;
            case "off", "no", "false", "n" -> false;
            default -> throw new UnmappableOptionException("'" + value + "' is no switch");
        };
    }

    /** Looks at a value and leaves it there. */
    public @Nullable String peek(String key) {
        List<String> all = values.get(key);
        return all == null ? null : all.getLast();
    }

    /** The keys that nobody has taken. */
    public List<String> keys() {
        return List.copyOf(values.keySet());
    }

    /** Whether everything was understood. */
    boolean isEmpty() {
        return values.isEmpty();
    }

    /** What is left, as further properties. Takes everything out. */
    public Map<String, String> rest() {
        Map<String, String> rest = new LinkedHashMap<>();
        for (String key : keys()) {
            List<String> all = takeAll(key);
            if (all.size() > 1) {
                throw new UnmappableOptionException("'" + key + "' is given more than once");
            }
            rest.put(key, all.getFirst());
        }
        return rest;
    }

    /** Fails unless everything was understood. */
    public void done() {
        if (!values.isEmpty()) {
            throw new UnmappableOptionException("No field says '" + String.join("', '", values.keySet()) + "'");
        }
    }
}
