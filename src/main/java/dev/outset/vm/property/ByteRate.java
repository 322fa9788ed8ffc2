package dev.outset.vm.property;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bandwidth or another rate in bytes per second. Its text form can carry a unit.
 *
 * @param bytesPerSecond the number of bytes per second, 0 or more
 */
public record ByteRate(@JsonValue long bytesPerSecond) {

    private static final Pattern BITS = Pattern.compile("(\\d{1,20}(?:\\.\\d{1,20})?)\\s*(|[kMGT])(?:bit/s|bps)");

    private static final Pattern PER_SECOND = Pattern.compile("(?<=[A-Z])/s$");

    private static final String PREFIXES = " kMGT";

    private static final String BINARY_PREFIXES = "KMGTPE";

    private static final int BITS_PER_BYTE = 8;

    public ByteRate {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("A rate must not be negative");
        }
    }

    /**
     * Parses a rate such as {@code 300MiB/s}, {@code 300MiB}, {@code 10Gbit/s} or {@code 4096}. Units of bytes are those
     * of {@link ByteCount}; {@code kbit/s}, {@code Mbit/s} and so on are powers of 1000.
     *
     * @throws IllegalArgumentException if the text is not a rate, or not a whole number of bytes per second
     */
    @JsonCreator
    public static ByteRate parse(String text) {
        String written = text.strip();
        Matcher bits = BITS.matcher(written);
        try {
            return new ByteRate(
                    bits.matches()
                            ? new BigDecimal(bits.group(1))
                                    .scaleByPowerOfTen(3 * PREFIXES.indexOf(bits.group(2)))
                                    .divide(BigDecimal.valueOf(BITS_PER_BYTE))
                                    .longValueExact()
                            : ByteCount.parse(PER_SECOND.matcher(written).replaceFirst(""))
                                    .bytes());
        } catch (ArithmeticException | IllegalArgumentException invalid) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' is not a valid rate; use a number of bytes per second or a unit, such as 300MiB/s or"
                            + " 10Gbit/s",
                    invalid);
        }
    }

    /** Returns the rate in the largest binary unit in which it is at least 1, such as {@code 1.5 GiB/s}. */
    public String describe() {
        int power = Math.max(0, Long.SIZE - 1 - Long.numberOfLeadingZeros(bytesPerSecond)) / 10;
        String number = String.format(Locale.ROOT, "%.1f", (double) bytesPerSecond / (1L << (10 * power)));
        return number.replace(".0", "") + " " + (power == 0 ? "" : BINARY_PREFIXES.charAt(power - 1) + "i") + "B/s";
    }

    @Override
    public String toString() {
        return Long.toString(bytesPerSecond);
    }
}
