package dev.outset.simulator.json;

import dev.outset.simulator.text.Ascii;
import dev.outset.simulator.text.QemuError;
import java.nio.charset.StandardCharsets;

/** {@code qobject/json-parser.c: parse_string}: decodes a string token. */
final class JsonStrings {

    private final byte[] token;

    private final StringBuilder out = new StringBuilder();

    private int at = 1;

    private JsonStrings(byte[] token) {
        this.token = token;
    }

    /** Decodes a token that includes its quotes. Throws a {@link QemuError} if it is not valid. */
    static String decode(byte[] token) {
        return new JsonStrings(token).decode();
    }

    private String decode() {
        int last = token.length - 1;
        while (at < last) {
            if (token[at] == '\\') {
                escape();
            } else if (token[at] >= 0) {
                out.append((char) token[at++]);
            } else {
                multibyte();
            }
        }
        return out.toString();
    }

    private void escape() {
        int begin = at;
        char c = (char) token[at + 1];
        at += 2;
        switch (c) {
            case '"', '\'', '\\', '/' -> out.append(c);
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'u' -> unicode(begin);
            default -> throw QemuError.generic("invalid escape sequence in string");
        }
    }

    private void unicode(int begin) {
        int codepoint = hex4(at);
        at += 4;
        if (codepoint >= 0xd800 && codepoint <= 0xdbff && byteAt(at) == '\\' && byteAt(at + 1) == 'u') {
            int trailing = hex4(at + 2);
            boolean pair = trailing >= 0xdc00 && trailing <= 0xdfff;
            codepoint = pair ? 0x10000 + ((codepoint & 0x3ff) << 10) + (trailing & 0x3ff) : -1;
            at += pair ? 6 : 0;
        }
        if (!isValid(codepoint)) {
            int end = Math.min(at, token.length - 1);
            throw QemuError.generic(new String(token, begin, end - begin, StandardCharsets.UTF_8)
                    + " is not a valid Unicode character");
        }
        out.appendCodePoint(codepoint);
    }

    private int byteAt(int index) {
        return index < token.length ? token[index] & 0xff : 0;
    }

    private int hex4(int from) {
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Ascii.digit(byteAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** One character of modified UTF-8 ({@code util/unicode.c: mod_utf8_codepoint}), which encodes NUL as two bytes. */
    private void multibyte() {
        int first = token[at] & 0xff;
        int bytes = Integer.numberOfLeadingZeros(~(first << 24));
        boolean valid = bytes >= 2 && bytes <= 6;
        int codepoint = first & (0xff >> (bytes + 1));
        for (int i = 1; valid && i < bytes; i++) {
            valid = (byteAt(at + i) & 0xc0) == 0x80;
            codepoint = codepoint << 6 | (byteAt(at + i) & 0x3f);
        }
        boolean shortest = bytes == 2 ? codepoint >= 0x80 || codepoint == 0 : codepoint >= 1 << (5 * bytes - 4);
        if (!valid || !shortest || !isValid(codepoint)) {
            throw QemuError.generic("invalid UTF-8 sequence in string");
        }
        out.appendCodePoint(codepoint);
        at += bytes;
    }

    private static boolean isValid(int codepoint) {
        boolean surrogate = codepoint >= 0xd800 && codepoint <= 0xdfff;
        boolean noncharacter = (codepoint >= 0xfdd0 && codepoint <= 0xfdef) || (codepoint & 0xfffe) == 0xfffe;
        return codepoint >= 0 && codepoint <= 0x10ffff && !surrogate && !noncharacter;
    }
}
