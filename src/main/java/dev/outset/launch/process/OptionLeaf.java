package dev.outset.launch.process;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One member of an option's value, as QEMU would take it apart ({@code util/keyval.c}, {@code util/qemu-option.c}).
 *
 * @param key its dotted name; empty for a value whose key is implied
 * @param value its text
 */
record OptionLeaf(String key, String value) {

    /** The last part of the name. */
    String lastKey() {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /**
     * Takes a value apart: JSON when it begins with a brace, else members between commas.
     *
     * @throws IllegalArgumentException if it is meant as JSON and is none
     */
    static List<OptionLeaf> of(String value) {
        List<OptionLeaf> leaves = new ArrayList<>();
        if (value.startsWith("{")) {
            try {
                addJson("", JsonMapper.shared().readTree(value), leaves);
            } catch (JacksonException noJson) {
                throw new IllegalArgumentException("it begins with a brace and is no JSON", noJson);
            }
        } else {
            members(value).forEach(member -> leaves.add(member(member)));
        }
        return List.copyOf(leaves);
    }

    private static void addJson(String key, JsonNode node, List<OptionLeaf> leaves) {
        String prefix = key.isEmpty() ? "" : key + ".";
        if (node.isObject()) {
            node.properties().forEach(member -> addJson(prefix + member.getKey(), member.getValue(), leaves));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                addJson(prefix + i, node.get(i), leaves);
            }
        } else {
            leaves.add(new OptionLeaf(key, node.asString("")));
        }
    }

    /** Splits at single commas; a doubled one stands for itself. */
    private static List<String> members(String value) {
        List<String> members = new ArrayList<>();
        StringBuilder member = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char next = value.charAt(i);
            if (next != ',') {
                member.append(next);
            } else if (i + 1 < value.length() && value.charAt(i + 1) == ',') {
                member.append(',');
                i++;
            } else {
                members.add(member.toString());
                member.setLength(0);
            }
        }
        members.add(member.toString());
        return members;
    }

    private static OptionLeaf member(String member) {
        int equals = member.indexOf('=');
        return equals < 0
                ? new OptionLeaf("", member)
                : new OptionLeaf(member.substring(0, equals), member.substring(equals + 1));
    }

    /** The value of a key; null where it is absent. The last one wins, as in QEMU. */
    static @Nullable String value(List<OptionLeaf> leaves, String key) {
        return leaves.stream()
                .filter(leaf -> leaf.key().equals(key))
                .map(OptionLeaf::value)
                .reduce((first, second) -> second)
                .orElse(null);
    }
}
