package dev.outset.simulator.json;

import dev.outset.simulator.text.Ascii;
import java.util.Arrays;

/**
 * {@code qobject/json-lexer.c}: splits bytes into tokens. After an invalid byte it skips input up to a byte at which a
 * new message can start, so that a connection recovers.
 */
final class JsonLexer {

    private enum State {
        START,
        RECOVERY,
        STRING,
        STRING_ESCAPE,
        SIGN,
        ZERO,
        DIGITS,
        MANTISSA,
        MANTISSA_DIGITS,
        EXPONENT,
        EXPONENT_SIGN,
        EXPONENT_DIGITS,
        KEYWORD
    }

    /** Receives the tokens. */
    interface Sink {

        /** Receives a token, its bytes, and the line and column (from 1) at which it starts. */
        void token(JsonToken token, byte[] text, int line, int column);
    }

    private final Sink sink;

    private State state = State.START;

    private byte[] text = new byte[64];

    private int length;

    private int quote;

    private int line = 1;

    private int column = 1;

    private int tokenLine = 1;

    private int tokenColumn = 1;

    JsonLexer(Sink sink) {
        this.sink = sink;
    }

    void feed(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            column++;
            if (bytes[i] == '\n') {
                column = 1;
                line++;
            }
            feed(bytes[i] & 0xff, false);
        }
    }

    /** Ends the input. */
    void flush() {
        column++;
        if (state != State.START) {
            feed(0, true);
        }
        if (state == State.RECOVERY) {
            restart();
        }
        sink.token(JsonToken.END_OF_INPUT, new byte[0], tokenLine, tokenColumn);
    }

    private void feed(int c, boolean flush) {
        if (!consume(c, flush) && !flush) {
            consume(c, false);
        }
    }

    /** Consumes one byte; false if the byte ended a token and must be consumed again. */
    private boolean consume(int c, boolean flush) {
        return switch (state) {
            case START -> start(c);
            case RECOVERY -> recover(c);
            case STRING -> string(c, flush);
            case STRING_ESCAPE -> isStringByte(c) ? append(c, State.STRING) : bad(c, flush);
            case SIGN -> c == '0' ? append(c, State.ZERO) : nonZero(c, flush);
            case ZERO ->
                c == '.' ? append(c, State.MANTISSA) : Ascii.isDigit(c) ? bad(c, flush) : end(JsonToken.INTEGER);
            case DIGITS -> digits(c);
            case MANTISSA -> Ascii.isDigit(c) ? append(c, State.MANTISSA_DIGITS) : bad(c, flush);
            case MANTISSA_DIGITS -> mantissa(c);
            case EXPONENT -> (c == '-' || c == '+') ? append(c, State.EXPONENT_SIGN) : exponent(c, flush);
            case EXPONENT_SIGN -> exponent(c, flush);
            case EXPONENT_DIGITS -> Ascii.isDigit(c) ? append(c, State.EXPONENT_DIGITS) : end(JsonToken.FLOAT);
            case KEYWORD -> (c >= 'a' && c <= 'z') ? append(c, State.KEYWORD) : end(JsonToken.KEYWORD);
        };
    }

    private boolean start(int c) {
        return switch (c) {
            case '{' -> single(c, JsonToken.LEFT_CURLY);
            case '}' -> single(c, JsonToken.RIGHT_CURLY);
            case '[' -> single(c, JsonToken.LEFT_SQUARE);
            case ']' -> single(c, JsonToken.RIGHT_SQUARE);
            case ':' -> single(c, JsonToken.COLON);
            case ',' -> single(c, JsonToken.COMMA);
            case '"', '\'' -> quoted(c);
            case '-' -> append(c, State.SIGN);
            case '0' -> append(c, State.ZERO);
            case ' ', '\t', '\r', '\n' -> restart();
            default -> (c >= 'a' && c <= 'z') ? append(c, State.KEYWORD) : nonZero(c, false);
        };
    }

    private boolean quoted(int c) {
        quote = c;
        return append(c, State.STRING);
    }

    private boolean string(int c, boolean flush) {
        if (c == quote) {
            return single(c, JsonToken.STRING);
        }
        return !isStringByte(c) ? bad(c, flush) : append(c, c == '\\' ? State.STRING_ESCAPE : State.STRING);
    }

    private static boolean isStringByte(int c) {
        return c >= 0x20 && c <= 0xfd;
    }

    private boolean nonZero(int c, boolean flush) {
        return (c >= '1' && c <= '9') ? append(c, State.DIGITS) : bad(c, flush);
    }

    private boolean digits(int c) {
        return switch (c) {
            case '.' -> append(c, State.MANTISSA);
            case 'e', 'E' -> append(c, State.EXPONENT);
            default -> Ascii.isDigit(c) ? append(c, State.DIGITS) : end(JsonToken.INTEGER);
        };
    }

    private boolean mantissa(int c) {
        return (c == 'e' || c == 'E')
                ? append(c, State.EXPONENT)
                : Ascii.isDigit(c) ? append(c, State.MANTISSA_DIGITS) : end(JsonToken.FLOAT);
    }

    private boolean exponent(int c, boolean flush) {
        return Ascii.isDigit(c) ? append(c, State.EXPONENT_DIGITS) : bad(c, flush);
    }

    private boolean recover(int c) {
        boolean control = c < 0x20 && c != '\t';
        if (control || c >= 0xfe || "[]{}:,".indexOf(c) >= 0) {
            restart();
            return false;
        }
        return true;
    }

    private boolean append(int c, State next) {
        if (length == text.length) {
            text = Arrays.copyOf(text, 2 * length);
        }
        text[length++] = (byte) c;
        state = next;
        return true;
    }

    private boolean single(int c, JsonToken token) {
        append(c, State.START);
        end(token);
        return true;
    }

    private boolean end(JsonToken token) {
        byte[] bytes = Arrays.copyOf(text, length);
        sink.token(token, bytes, tokenLine, tokenColumn);
        restart();
        return false;
    }

    private boolean bad(int c, boolean flush) {
        if (!flush) {
            append(c, State.RECOVERY);
        }
        sink.token(JsonToken.ERROR, Arrays.copyOf(text, length), tokenLine, tokenColumn);
        length = 0;
        state = State.RECOVERY;
        return true;
    }

    private boolean restart() {
        length = 0;
        state = State.START;
        tokenLine = line;
        tokenColumn = column;
        return true;
    }
}
