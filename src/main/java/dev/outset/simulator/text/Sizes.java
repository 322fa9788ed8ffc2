package dev.outset.simulator.text;

/** Parses sizes with binary suffixes and exact fractions ({@code util/cutils.c: qemu_strtosz}). */
public final class Sizes {

    private static final double TWO_TO_64 = 0x1p64;

    private final boolean hexSuffix;

    private final boolean leadingPoint;

    /**
     * The parser of one release.
     *
     * @param hexSuffix whether a hexadecimal number can have a suffix (up to 7.2)
     * @param leadingPoint whether a number can start with its decimal point (since 8.1)
     */
    public Sizes(boolean hexSuffix, boolean leadingPoint) {
        this.hexSuffix = hexSuffix;
        this.leadingPoint = leadingPoint;
    }

    /** The status of a parsed text. */
    public enum Status {
        /** The text is a valid size. */
        OK,
        /** The text is not a valid size: C's {@code EINVAL}. */
        INVALID,
        /** The size is negative or exceeds 64 bits: C's {@code ERANGE}. */
        OUT_OF_RANGE
    }

    /**
     * The result of parsing a size.
     *
     * @param status whether the text is a valid size
     * @param value the number of bytes, unsigned; 0 if the text is not a valid size
     */
    public record Result(Status status, long value) {

        private static final Result INVALID = new Result(Status.INVALID, 0);

        private static final Result OUT_OF_RANGE = new Result(Status.OUT_OF_RANGE, 0);
    }

    /** Parses a whole text. */
    public Result parse(String text) {
        CInteger whole = CInteger.read(text, 0, 10);
        int end = whole.end();
        if (whole.negative() && !leadingPoint) {
            return Result.INVALID;
        }
        if (whole.overflow() || whole.negative()) {
            return outOfRange(text, end);
        }
        if (!whole.converted(0)) {
            return leadingPoint && text.indexOf('.') >= 0 ? pointFirst(text) : Result.INVALID;
        }
        if (whole.value() == 0 && end < text.length() && (text.charAt(end) | 0x20) == 'x') {
            return hexadecimal(text);
        }
        return end < text.length() && text.charAt(end) == '.'
                ? fraction(text, whole.value(), end)
                : scale(text, whole.value(), 0, end);
    }

    /** QEMU checks trailing characters last, so their error takes precedence over the range error. */
    private static Result outOfRange(String text, int end) {
        return end == text.length() ? Result.OUT_OF_RANGE : Result.INVALID;
    }

    private Result hexadecimal(String text) {
        CInteger hex = CInteger.read(text, 0, 16);
        if (hex.overflow()) {
            return outOfRange(text, hex.end());
        }
        if (!hexSuffix && hex.end() != text.length()) {
            return Result.INVALID;
        }
        return scale(text, hex.value(), 0, hex.end());
    }

    private Result pointFirst(String text) {
        int at = 0;
        while (at < text.length() && Ascii.isSpace(text.charAt(at))) {
            at++;
        }
        boolean negative = at < text.length() && text.charAt(at) == '-';
        if (negative || (at < text.length() && text.charAt(at) == '+')) {
            at++;
        }
        if (at + 1 >= text.length() || text.charAt(at) != '.' || !Ascii.isDigit(text.charAt(at + 1))) {
            return Result.INVALID;
        }
        return negative ? outOfRange(text, endOfDigits(text, at + 1)) : fraction(text, 0, at);
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (end < text.length() && Ascii.isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private Result fraction(String text, long integral, int point) {
        int end = endOfDigits(text, point + 1);
        if (end == point + 1) {
            return scale(text, integral, 0, end);
        }
        if (!leadingPoint && isExponent(text, end)) {
            return Result.INVALID;
        }
        double fraction = Double.parseDouble("0" + text.substring(point, end));
        if (fraction == 1.0 && !leadingPoint) {
            // The conversion to 64-bit fixed point overflows to zero.
            return scale(text, integral, 0, end);
        }
        if (fraction == 1.0) {
            return integral == -1L ? Result.OUT_OF_RANGE : scale(text, integral + 1, 0, end);
        }
        boolean vanished = fraction == 0 && hasNonZero(text, point, end);
        return scale(text, integral, vanished ? 1 : fixedPoint(fraction), end);
    }

    private static boolean isExponent(String text, int at) {
        if (at >= text.length() || (text.charAt(at) | 0x20) != 'e') {
            return false;
        }
        int next = at + 1;
        if (next < text.length() && (text.charAt(next) == '+' || text.charAt(next) == '-')) {
            next++;
        }
        return next < text.length() && Ascii.isDigit(text.charAt(next));
    }

    private static boolean hasNonZero(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) > '0') {
                return true;
            }
        }
        return false;
    }

    /** A fraction below 1 as a 64-bit fixed-point number. */
    private static long fixedPoint(double fraction) {
        double scaled = fraction * TWO_TO_64;
        if (scaled == 0) {
            return 0;
        }
        // A double holds 53 bits, so a value of at least 2^63 is even and can be halved exactly.
        long bits = scaled >= 0x1p63 ? (long) (scaled / 2) << 1 : (long) scaled;
        return bits == 0 ? 1 : bits;
    }

    private static Result scale(String text, long value, long fixed, int end) {
        int shift = end < text.length() ? shift(text.charAt(end)) : -1;
        if (shift >= 0 ? end + 1 != text.length() : end != text.length()) {
            return Result.INVALID;
        }
        if (shift <= 0) {
            return fixed == 0 ? new Result(Status.OK, value) : Result.INVALID;
        }
        if (value >>> (64 - shift) != 0) {
            return Result.OUT_OF_RANGE;
        }
        long scaled = (value << shift) + (fixed >>> (64 - shift));
        long rounded = scaled + ((fixed << shift) >>> 63);
        boolean wrapped = Long.compareUnsigned(rounded, scaled) < 0;
        return wrapped ? Result.OUT_OF_RANGE : new Result(Status.OK, rounded);
    }

    private static int shift(char suffix) {
        return switch (suffix) {
            case 'B', 'b' -> 0;
            case 'K', 'k' -> 10;
            case 'M', 'm' -> 20;
            case 'G', 'g' -> 30;
            case 'T', 't' -> 40;
            case 'P', 'p' -> 50;
            case 'E', 'e' -> 60;
            default -> -1;
        };
    }
}
