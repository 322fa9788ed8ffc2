package dev.outset.simulator.text;

import org.jspecify.annotations.Nullable;

/** {@code qapi/qapi-util.c: qapi_bool_parse}. */
public final class Switches {

    private Switches() {}

    /** A text as on or off; null if it is neither. */
    public static @Nullable Boolean parse(String text) {
        return switch (text) {
            case "on", "yes", "true", "y" -> Boolean.TRUE;
            case "off", "no", "false", "n" -> Boolean.FALSE;
            default -> null;
        };
    }
}
