package dev.outset.simulator.argv;

import dev.outset.simulator.qapi.Keyval;
import dev.outset.simulator.text.QemuError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code util/qemu-option.c: qemu_opts_do_parse}: QEMU's older {@code name=value,…} syntax with short-form booleans.
 */
final class QemuOpts {

    private QemuOpts() {}

    /**
     * Parses a text to values by name.
     *
     * @param names the allowed names
     * @param diagnostics receives the warnings about short forms
     * @throws QemuError if a name is not allowed
     */
    static Map<String, String> parse(String text, List<String> names, Diagnostics diagnostics) {
        Map<String, String> values = new HashMap<>();
        int at = 0;
        while (at < text.length()) {
            int end = Keyval.endOfName(text, at);
            boolean shortForm = end == text.length() || text.charAt(end) == ',';
            String name = text.substring(at, end);
            StringBuilder value = new StringBuilder();
            at = shortForm ? end + 1 : Keyval.value(text, end + 1, value);
            if (shortForm && !name.isEmpty()) {
                diagnostics.warn(
                        "short-form boolean option '" + name + "' deprecated", "Please use " + name + "=on instead");
            }
            if (!names.contains(name)) {
                throw QemuError.generic("Invalid parameter '" + name + "'");
            }
            values.put(name, shortForm ? "on" : value.toString());
        }
        return values;
    }
}
