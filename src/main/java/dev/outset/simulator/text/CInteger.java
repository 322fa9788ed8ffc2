package dev.outset.simulator.text;

/**
 * The result of C's {@code strtoull}.
 *
 * @param value the number modulo 2^64
 * @param end the index of the first character that was not converted; the start if none was
 * @param overflow whether the number exceeds 64 bits
 * @param negative whether the number has a minus sign
 */
public record CInteger(long value, int end, boolean overflow, boolean negative) {

    /** Converts the text from an index on; base 0 detects hexadecimal, octal and decimal numbers. */
    public static CInteger read(String text, int start, int base) {
        int at = start;
        while (at < text.length() && Ascii.isSpace(text.charAt(at))) {
            at++;
        }
        boolean negative = at < text.length() && text.charAt(at) == '-';
        if (negative || (at < text.length() && text.charAt(at) == '+')) {
            at++;
        }
        boolean hex = (base == 0 || base == 16) && isHexPrefix(text, at);
        int radix = hex ? 16 : base != 0 ? base : at < text.length() && text.charAt(at) == '0' ? 8 : 10;
        return digits(text, start, hex ? at + 2 : at, radix, negative);
    }

    private static boolean isHexPrefix(String text, int at) {
        return at + 2 < text.length()
                && text.charAt(at) == '0'
                && (text.charAt(at + 1) | 0x20) == 'x'
                && Ascii.digit(text.charAt(at + 2), 16) >= 0;
    }

    private static CInteger digits(String text, int start, int from, int radix, boolean negative) {
        long value = 0;
        boolean overflow = false;
        int at = from;
        for (; at < text.length(); at++) {
            int digit = Ascii.digit(text.charAt(at), radix);
            if (digit < 0) {
                break;
            }
            overflow |= Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, radix)) > 0;
            value = value * radix + digit;
        }
        return at == from
                ? new CInteger(0, start, false, false)
                : new CInteger(negative ? -value : value, at, overflow, negative);
    }

    /** Whether any character was converted. */
    boolean converted(int start) {
        return end > start;
    }
}
