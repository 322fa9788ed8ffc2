package dev.outset.simulator.argv;

import dev.outset.simulator.text.Ascii;
import dev.outset.simulator.text.QemuError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses {@code -name} and {@code -uuid}. */
final class GuestIdentity {

    private static final int UUID_LENGTH = 36;

    private GuestIdentity() {}

    /** The guest name, whose key {@code guest=} is optional; null when the option sets only other members. */
    static @Nullable String name(String text, Diagnostics diagnostics) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != '=' && text.charAt(end) != ',') {
            end++;
        }
        boolean implied = end == text.length() || text.charAt(end) != '=';
        return QemuOpts.parse(
                        implied ? "guest=" + text : text, List.of("guest", "process", "debug-threads"), diagnostics)
                .get("guest");
    }

    /** The guest UUID in lower case. Throws a {@link QemuError} if the text is not a valid UUID. */
    static String uuid(String text) {
        boolean valid = text.length() == UUID_LENGTH;
        for (int i = 0; valid && i < UUID_LENGTH; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            valid = dash ? c == '-' : Ascii.isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
        }
        if (!valid) {
            throw QemuError.generic("failed to parse UUID string: wrong format");
        }
        return text.toLowerCase(java.util.Locale.ROOT);
    }
}
