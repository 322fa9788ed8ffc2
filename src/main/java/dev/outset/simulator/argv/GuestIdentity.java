package dev.outset.simulator.argv;

import dev.outset.simulator.qapi.Keyval;
import dev.outset.simulator.text.QemuError;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses {@code -name} and {@code -uuid}. */
final class GuestIdentity {

    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private GuestIdentity() {}

    /** The guest name, whose key {@code guest=} is optional; null when the option sets only other members. */
    static @Nullable String name(String text, Diagnostics diagnostics) {
        int end = Keyval.endOfName(text, 0);
        boolean implied = end == text.length() || text.charAt(end) != '=';
        return QemuOpts.parse(
                        implied ? "guest=" + text : text, List.of("guest", "process", "debug-threads"), diagnostics)
                .get("guest");
    }

    /** The guest UUID in lower case. Throws a {@link QemuError} if the text is not a valid UUID. */
    static String uuid(String text) {
        if (!UUID.matcher(text).matches()) {
            throw QemuError.generic("failed to parse UUID string: wrong format");
        }
        return text.toLowerCase(Locale.ROOT);
    }
}
