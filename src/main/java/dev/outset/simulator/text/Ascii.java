package dev.outset.simulator.text;

/** The character classes of the C locale, as in {@code qemu_isalpha} and related functions. */
public final class Ascii {

    private Ascii() {}

    /** Whether a character is a decimal digit. */
    public static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Whether a character is a letter. */
    public static boolean isAlpha(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** Whether a character is a letter or a decimal digit. */
    public static boolean isAlnum(int c) {
        return isAlpha(c) || isDigit(c);
    }

    /** Whether a character is white space. */
    public static boolean isSpace(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /** The value of a digit in a base; -1 if the character is not a digit of the base. */
    public static int digit(int c, int base) {
        int value =
                isDigit(c) ? c - '0' : c >= 'a' && c <= 'z' ? c - 'a' + 10 : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 99;
        return value < base ? value : -1;
    }
}
