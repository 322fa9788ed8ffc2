package dev.outset.launch.policy.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One member of an option's value, as QEMU would take it apart ({@code util/keyval.c}, {@code util/qemu-option.c}).
 *
 * @param key its dotted name; empty for a value whose key is implied and not known
 * @param value its text
 */
public record OptionLeaf(String key, String value) {

    /**
     * The parts of the name without the indexes of lists; QEMU takes an underscore for a hyphen in some of them.
     */
    public List<String> names() {
        return Arrays.stream(key.replace('_', '-').split("\\.", -1))
                .filter(part -> part.isEmpty() || !part.chars().allMatch(Character::isDigit))
                .toList();
    }

    /** The first part of the name: that of the option itself. */
    public String topName() {
        List<String> names = names();
        return names.isEmpty() ? "" : names.getFirst();
    }

    /** The last part of the name that is not an index. */
    public String lastName() {
        List<String> names = names();
        return names.isEmpty() ? "" : names.getLast();
    }

    /** Whether it is no element of a list, or the first one; QEMU reads an index as a number, whatever zeros it begins with. */
    public boolean isFirst() {
        String last = key.substring(key.lastIndexOf('.') + 1);
        return last.isEmpty()
                || !last.chars().allMatch(Character::isDigit)
                || last.chars().allMatch(c -> c == '0');
    }

    /** Takes apart a value whose first member has to name its key. */
    public static List<OptionLeaf> of(String value) {
        return of(value, null);
    }

    /**
     * Takes a value apart: JSON when it begins with a brace, else members between commas.
     *
     * @param value the value
     * @param impliedKey the key of a first member that names none; null where such a member is a switch
     * @throws IllegalArgumentException if it is meant as JSON and is none
     */
    public static List<OptionLeaf> of(String value, @Nullable String impliedKey) {
        if (!value.startsWith("{")) {
            return members(value, impliedKey);
        }
        try {
            return of(JsonMapper.shared().readTree(value));
        } catch (JacksonException noJson) {
            throw new IllegalArgumentException("it begins with a brace and is no JSON", noJson);
        }
    }

    /** The leaves of a JSON value. */
    public static List<OptionLeaf> of(JsonNode node) {
        List<OptionLeaf> leaves = new ArrayList<>();
        addJson("", node, leaves);
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

    /**
     * {@code get_opt_name_value}: whether a member names its key is decided before its first comma, even a doubled one,
     * and in a value a doubled comma stands for one.
     */
    private static List<OptionLeaf> members(String value, @Nullable String impliedKey) {
        List<OptionLeaf> leaves = new ArrayList<>();
        int at = 0;
        while (at < value.length()) {
            int end = at;
            while (end < value.length() && value.charAt(end) != '=' && value.charAt(end) != ',') {
                end++;
            }
            String name = value.substring(at, end);
            boolean isNamed = end < value.length() && value.charAt(end) == '=';
            if (isNamed || (at == 0 && impliedKey != null)) {
                StringBuilder text = new StringBuilder();
                at = addText(value, isNamed ? end + 1 : at, text);
                leaves.add(new OptionLeaf(isNamed || impliedKey == null ? name : impliedKey, text.toString()));
            } else {
                leaves.add(flag(name));
                at = end;
            }
            // The comma behind the member.
            at++;
        }
        return List.copyOf(leaves);
    }

    private static int addText(String value, int from, StringBuilder text) {
        int at = from;
        while (at < value.length()) {
            if (value.charAt(at) == ',') {
                if (at + 1 >= value.length() || value.charAt(at + 1) != ',') {
                    break;
                }
                at++;
            }
            text.append(value.charAt(at));
            at++;
        }
        return at;
    }

    private static OptionLeaf flag(String name) {
        return name.startsWith("no") ? new OptionLeaf(name.substring(2), "off") : new OptionLeaf(name, "on");
    }

    /** The value of a key; null where it is absent. The last one wins, as in QEMU. */
    public static @Nullable String value(List<OptionLeaf> leaves, String key) {
        return values(leaves, key).stream().reduce((first, second) -> second).orElse(null);
    }

    /** Every value of a key, in order. */
    public static List<String> values(List<OptionLeaf> leaves, String key) {
        return leaves.stream()
                .filter(leaf -> leaf.key().equals(key))
                .map(OptionLeaf::value)
                .toList();
    }

    /** Whether QEMU takes a text for true ({@code util/qemu-option.c}, {@code qapi/qapi-util.c}). */
    public static boolean isOn(String value) {
        return List.of("on", "yes", "true", "y").contains(value);
    }
}
