package dev.outset.qemu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One member of an option's value, split as QEMU splits it ({@code util/keyval.c}, {@code util/qemu-option.c}).
 *
 * @param key its dotted key; empty for a value whose implied key is unknown
 * @param value its text
 */
public record OptionMember(String key, String value) {

    /** The keys of a first member without a key, by option ({@code qemu-options.hx}, {@code system/vl.c}). */
    private static final Map<String, String> IMPLIED_KEYS = Map.ofEntries(
            Map.entry("M", "type"),
            Map.entry("accel", "accel"),
            Map.entry("blockdev", "driver"),
            Map.entry("boot", "order"),
            Map.entry("chardev", "backend"),
            Map.entry("cpu", "model"),
            Map.entry("device", "driver"),
            Map.entry("display", "type"),
            Map.entry("fw_cfg", "name"),
            Map.entry("icount", "shift"),
            Map.entry("m", "size"),
            Map.entry("machine", "type"),
            Map.entry("mon", "chardev"),
            Map.entry("name", "guest"),
            Map.entry("net", "type"),
            Map.entry("netdev", "type"),
            Map.entry("nic", "type"),
            Map.entry("numa", "type"),
            Map.entry("object", "qom-type"),
            Map.entry("sandbox", "enable"),
            Map.entry("smp", "cpus"),
            Map.entry("tpmdev", "type"),
            Map.entry("vnc", "vnc"));

    /**
     * Returns the parts of the key without list indexes, with hyphens for underscores, which QEMU accepts in some keys.
     */
    public List<String> names() {
        return Arrays.stream(key.replace('_', '-').split("\\.", -1))
                .filter(part -> !isIndex(part))
                .toList();
    }

    /** Returns the first part of the key. */
    public String topName() {
        List<String> names = names();
        return names.isEmpty() ? "" : names.getFirst();
    }

    /** Returns the last part of the key that is not an index. */
    public String lastName() {
        List<String> names = names();
        return names.isEmpty() ? "" : names.getLast();
    }

    /**
     * Returns whether this is the first element of a list, or not an element of a list. QEMU ignores leading zeros of
     * an index.
     */
    public boolean isFirst() {
        String last = key.substring(key.lastIndexOf('.') + 1);
        return !isIndex(last) || last.chars().allMatch(c -> c == '0');
    }

    /** Returns whether a part of a key is the index of a list. */
    public static boolean isIndex(String part) {
        return !part.isEmpty() && part.chars().allMatch(Character::isDigit);
    }

    /** Returns the key of a first member without a key; null if the option has none. Dashes are ignored. */
    public static @Nullable String impliedKey(String option) {
        return IMPLIED_KEYS.get(option.substring(option.startsWith("--") ? 2 : option.startsWith("-") ? 1 : 0));
    }

    /** Splits a value without an implied key. */
    public static List<OptionMember> of(String value) {
        return of(value, null);
    }

    /**
     * Splits a value: JSON if it begins with a brace, else members separated by commas.
     *
     * @param value the value
     * @param impliedKey the key of a first member without a key; null if such a member is a switch
     * @throws IllegalArgumentException if it begins with a brace and is not valid JSON
     */
    public static List<OptionMember> of(String value, @Nullable String impliedKey) {
        if (!value.startsWith("{")) {
            return members(value, impliedKey);
        }
        try {
            return of(JsonMapper.shared().readTree(value));
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException("it begins with a brace but is not valid JSON", malformed);
        }
    }

    /** Returns the leaves of a JSON value. */
    public static List<OptionMember> of(JsonNode node) {
        List<OptionMember> leaves = new ArrayList<>();
        addJson("", node, leaves);
        return List.copyOf(leaves);
    }

    private static void addJson(String key, JsonNode node, List<OptionMember> leaves) {
        String prefix = key.isEmpty() ? "" : key + ".";
        if (node.isObject()) {
            node.properties().forEach(member -> addJson(prefix + member.getKey(), member.getValue(), leaves));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                addJson(prefix + i, node.get(i), leaves);
            }
        } else {
            leaves.add(new OptionMember(key, text(node)));
        }
    }

    /** Returns the text of a scalar as keyval spells it. */
    public static String text(JsonNode scalar) {
        return scalar.isBoolean() ? scalar.asBoolean() ? "on" : "off" : scalar.asString("");
    }

    /**
     * {@code get_opt_name_value}: a member has a key if there is an equals sign before its first comma, even a doubled
     * one. In a value, a doubled comma is an escaped comma.
     */
    private static List<OptionMember> members(String value, @Nullable String impliedKey) {
        List<OptionMember> leaves = new ArrayList<>();
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
                leaves.add(new OptionMember(isNamed || impliedKey == null ? name : impliedKey, text.toString()));
            } else {
                leaves.add(flag(name));
                at = end;
            }
            // The comma after the member.
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

    private static OptionMember flag(String name) {
        return name.startsWith("no") ? new OptionMember(name.substring(2), "off") : new OptionMember(name, "on");
    }

    /** Returns the value of a key; null if it is absent. The last one wins, as in QEMU. */
    public static @Nullable String value(List<OptionMember> leaves, String key) {
        return values(leaves, key).stream().reduce((first, second) -> second).orElse(null);
    }

    /** Returns every value of a key, in order. */
    public static List<String> values(List<OptionMember> leaves, String key) {
        return leaves.stream()
                .filter(leaf -> leaf.key().equals(key))
                .map(OptionMember::value)
                .toList();
    }

    /** Splits the values of all options of a name in an argument list; values in JSON are skipped. */
    public static List<List<OptionMember>> ofAll(List<String> arguments, String option) {
        return IntStream.range(1, arguments.size())
                .filter(i -> arguments.get(i - 1).equals(option)
                        || arguments.get(i - 1).equals("-" + option))
                .mapToObj(arguments::get)
                .filter(value -> !value.startsWith("{"))
                .map(value -> of(value, impliedKey(option)))
                .toList();
    }
}
