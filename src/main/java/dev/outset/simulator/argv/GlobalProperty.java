package dev.outset.simulator.argv;

import dev.outset.simulator.text.QemuError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The property that one {@code -global} sets.
 *
 * @param driver the QOM type that the property belongs to
 * @param property the name of the property
 * @param value the value as text
 */
public record GlobalProperty(String driver, String property, String value) {

    private static final int LONGEST_NAME = 63;

    /** Parses the argument of an option ({@code softmmu/qdev-monitor.c: qemu_global_option}). */
    static GlobalProperty parse(String text, Diagnostics diagnostics) {
        GlobalProperty dotted = dotted(text);
        return dotted != null ? dotted : longForm(text, diagnostics);
    }

    /** {@code driver.property=value}, as {@code sscanf("%63[^.=].%63[^=]%n")} parses it; null if it does not match. */
    private static @Nullable GlobalProperty dotted(String text) {
        int dot = text.indexOf('.');
        int equals = text.indexOf('=');
        boolean matches = dot > 0 && dot <= LONGEST_NAME && equals > dot + 1 && equals - dot - 1 <= LONGEST_NAME;
        if (!matches) {
            return null;
        }
        return new GlobalProperty(text.substring(0, dot), text.substring(dot + 1, equals), text.substring(equals + 1));
    }

    private static GlobalProperty longForm(String text, Diagnostics diagnostics) {
        Map<String, String> opts = QemuOpts.parse(text, List.of("driver", "property", "value"), diagnostics);
        String driver = opts.get("driver");
        String property = opts.get("property");
        String value = opts.get("value");
        if (driver == null || property == null || value == null) {
            throw QemuError.generic("options 'driver', 'property', and 'value' are required");
        }
        return new GlobalProperty(driver, property, value);
    }
}
