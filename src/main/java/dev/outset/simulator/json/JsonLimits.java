package dev.outset.simulator.json;

import org.jspecify.annotations.Nullable;

/** The limits of {@code qobject/json-streamer.c} on one message, and its bracket count. */
final class JsonLimits {

    private static final long MAX_TOKEN_SIZE = 64L << 20;

    private static final long MAX_TOKEN_COUNT = 2L << 20;

    private static final int MAX_NESTING = 1 << 10;

    private int braces;

    private int brackets;

    private long size;

    private long count;

    /** Counts a token. */
    void count(JsonToken token, int length) {
        switch (token) {
            case LEFT_CURLY -> braces++;
            case RIGHT_CURLY -> braces--;
            case LEFT_SQUARE -> brackets++;
            case RIGHT_SQUARE -> brackets--;
            case COLON, COMMA, INTEGER, FLOAT, KEYWORD, STRING, ERROR, END_OF_INPUT -> {}
        }
        size += length;
        count++;
    }

    /** QEMU's error message for an exceeded limit; null if no limit is exceeded. */
    @Nullable String exceeded() {
        if (size > MAX_TOKEN_SIZE) {
            return "JSON token size limit exceeded";
        }
        if (count > MAX_TOKEN_COUNT) {
            return "JSON token count limit exceeded";
        }
        return braces + brackets > MAX_NESTING ? "JSON nesting depth limit exceeded" : null;
    }

    /** Whether the message is incomplete after this token. */
    boolean isOpen() {
        return (braces > 0 || brackets > 0) && braces >= 0 && brackets >= 0;
    }

    /** Whether all brackets are closed. */
    boolean isBalanced() {
        return braces == 0 && brackets == 0;
    }

    /** Whether more brackets are closed than opened. */
    boolean isUnbalanced() {
        return braces < 0 || brackets < 0;
    }

    /** Resets the bracket count. */
    void balance() {
        braces = 0;
        brackets = 0;
    }

    /** Resets all counts for the next message. */
    void reset() {
        balance();
        size = 0;
        count = 0;
    }
}
