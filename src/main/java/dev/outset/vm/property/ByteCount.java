package dev.outset.vm.property;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A size in bytes. Its text form can carry a unit.
 *
 * @param bytes the number of bytes, 0 or more
 */
public record ByteCount(@JsonValue long bytes) {

    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(B|[KMGTPE]i?B|[KMGTPE])?");

    private static final String UNITS = "KMGTPE";

    public ByteCount {
        if (bytes < 0) {
            throw new IllegalArgumentException("A size must not be negative");
        }
    }

    /**
     * Parses a size such as {@code 1GiB}, {@code 512M} or {@code 4096}. K, M, G, T, P and E are powers of 1024, with or
     * without {@code iB}; {@code kB}, {@code MB} and so on are powers of 1000.
     *
     * @throws IllegalArgumentException if the text is not a size, not a whole number of bytes, or 8 EiB or more
     */
    @JsonCreator
    public static ByteCount parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a valid size; use a number of bytes or a unit, such as 1GiB");
        }
        BigDecimal scaled = new BigDecimal(matcher.group(1)).multiply(new BigDecimal(factor(matcher.group(2))));
        try {
            return new ByteCount(scaled.toBigIntegerExact().longValueExact());
        } catch (ArithmeticException inexact) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number of bytes below 8 EiB", inexact);
        }
    }

    private static BigInteger factor(String unit) {
        if (unit == null || unit.equals("B")) {
            return BigInteger.ONE;
        }
        int power = UNITS.indexOf(unit.charAt(0)) + 1;
        return unit.length() == 2 ? BigInteger.valueOf(1000).pow(power) : BigInteger.ONE.shiftLeft(10 * power);
    }

    @Override
    public String toString() {
        return Long.toString(bytes);
    }
}
