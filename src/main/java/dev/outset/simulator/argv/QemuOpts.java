package dev.outset.simulator.argv;

import dev.outset.simulator.text.QemuError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code util/qemu-option.c: qemu_opts_do_parse}: QEMU's older {@code name=value,…} syntax with short-form booleans.
 */
final class QemuOpts {

    private final Map<String, String> values = new LinkedHashMap<>();

    private QemuOpts() {}

    /**
     * Parses a text.
     *
     * @param names the allowed names
     * @param diagnostics receives the warnings about short forms
     * @throws QemuError if a name is not allowed
     */
    static QemuOpts parse(String text, List<String> names, Diagnostics diagnostics) {
        QemuOpts opts = new QemuOpts();
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && text.charAt(end) != '=' && text.charAt(end) != ',') {
                end++;
            }
            boolean shortForm = end == text.length() || text.charAt(end) == ',';
            String name = text.substring(at, end);
            StringBuilder value = new StringBuilder();
            at = shortForm ? end + 1 : value(text, end + 1, value);
            if (shortForm && !name.isEmpty()) {
                diagnostics.warn(
                        "short-form boolean option '" + name + "' deprecated", "Please use " + name + "=on instead");
            }
            if (!names.contains(name)) {
                throw QemuError.generic("Invalid parameter '" + name + "'");
            }
            opts.values.put(name, shortForm ? "on" : value.toString());
        }
        return opts;
    }

    /** Reads a value up to a single comma and returns the index after it. A doubled comma is part of the value. */
    private static int value(String text, int start, StringBuilder value) {
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

    /** The value of a name; null if it is not set. */
    @Nullable String get(String name) {
        return values.get(name);
    }
}
