package dev.outset.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The structure of a command line without its values: each option with the names of its members, parsed as QEMU does.
 * Two definitions that differ only in one string have the same structure.
 */
final class OptionStructure {

    /** Options whose value is a plain string. */
    private static final Set<String> TEXTS = Set.of("-append", "-kernel", "-initrd", "-bios", "-uuid", "-incoming");

    private OptionStructure() {}

    static List<String> of(JsonNode tokens) {
        List<String> parts = new ArrayList<>();
        for (JsonNode token : tokens) {
            String option = token.path("option").asString("");
            JsonNode value = token.path("value");
            parts.add(option + " " + (value.isString() ? members(option, value.asString()) : "-"));
        }
        return parts;
    }

    private static String members(String option, String value) {
        if (TEXTS.contains(option)) {
            return "text";
        }
        if (option.equals("-global") && !value.startsWith("driver=")) {
            // driver.property=value; no character is special after the first equals sign.
            return value.substring(0, Math.max(0, value.indexOf('=')));
        }
        return value.startsWith("{") ? json(value) : keyval(option, value);
    }

    private static String json(String value) {
        try {
            Set<String> names = new TreeSet<>();
            collect("", JsonMapper.shared().readTree(value), names);
            return names.toString();
        } catch (JacksonException broken) {
            return "broken JSON";
        }
    }

    private static void collect(String prefix, JsonNode node, Set<String> names) {
        if (node.isObject()) {
            node.properties().forEach(member -> collect(prefix + "/" + member.getKey(), member.getValue(), names));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(prefix + "/" + i, node.get(i), names);
            }
        } else {
            names.add(prefix);
        }
    }

    /** Parses as {@code opts_do_parse} in {@code util/qemu-option.c} does. */
    private static String keyval(String option, String value) {
        List<String> names = new ArrayList<>();
        for (int at = 0; at < value.length(); at++) {
            int end = at;
            while (end < value.length() && value.charAt(end) != '=' && value.charAt(end) != ',') {
                end++;
            }
            boolean isNamed = end < value.length() && value.charAt(end) == '=';
            String name = isNamed ? value.substring(at, end) : names.isEmpty() ? "" : "flag";
            // The implied key of the first member of -vnc.
            names.add(option.equals("-vnc") && names.isEmpty() && name.equals("vnc") ? "" : name);
            at = endOfValue(value, isNamed ? end + 1 : at);
        }
        return names.toString();
    }

    private static int endOfValue(String value, int from) {
        int at = from;
        while (at < value.length()) {
            if (value.charAt(at) != ',') {
                at++;
            } else if (at + 1 < value.length() && value.charAt(at + 1) == ',') {
                at += 2;
            } else {
                return at;
            }
        }
        return at;
    }
}
