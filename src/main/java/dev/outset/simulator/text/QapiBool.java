package dev.outset.simulator.text;

import org.jspecify.annotations.Nullable;

/** Parses booleans ({@code qapi/qapi-util.c: qapi_bool_parse}). */
public final class QapiBool {

    private QapiBool() {}

    /** A text as a boolean; null if it is not valid. */
    public static @Nullable Boolean parse(String text) {
        return switch (text) {
            case "on", "yes", "true", "y" -> Boolean.TRUE;
            case "off", "no", "false", "n" -> Boolean.FALSE;
            default -> null;
        };
    }
}
