package dev.outset.qemu;

import org.jspecify.annotations.Nullable;

/** The words for booleans in command-line options ({@code qapi/qapi-util.c: qapi_bool_parse}). */
public final class BooleanText {

    private BooleanText() {}

    /** Parses a text; null if it is not a boolean. */
    public static @Nullable Boolean parse(String text) {
        return switch (text) {
            case "on", "yes", "true", "y" -> true;
            case "off", "no", "false", "n" -> false;
            default -> null;
        };
    }

    /** Whether a text means true. */
    public static boolean isOn(String text) {
        return Boolean.TRUE.equals(parse(text));
    }

    /** Whether a text means false. */
    public static boolean isOff(String text) {
        return Boolean.FALSE.equals(parse(text));
    }
}
