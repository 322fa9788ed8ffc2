package dev.outset.delivery;

import dev.outset.catalogue.ParameterType;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.BooleanText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the text of a {@code -global} value like the string visitor of QEMU ({@code qapi/string-input-visitor.c}). */
public final class PropertySyntax {

    private static final Pattern INTEGER =
            Pattern.compile("[ \\t\\n\\x0B\\f\\r]*([-+]?)(?:0[xX]([0-9a-fA-F]+)|(0[0-7]*)|([1-9][0-9]*))");

    private static final Pattern SIZE = Pattern.compile(
            "[ \\t\\n\\x0B\\f\\r]*\\+?(?:0[xX]([0-9a-fA-F]+)|(\\d+(?:\\.\\d*)?|\\.\\d+)([bBkKmMgGtTpPeE]?))");

    private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(64);

    private static final String SUFFIXES = "BKMGTPE";

    private PropertySyntax() {}

    /** The result of parsing a text. */
    public sealed interface Reading {

        /**
         * The text is a valid value of the property.
         *
         * @param value the value
         */
        record Value(ParameterValue value) implements Reading {}

        /**
         * The text is not a valid value of the property.
         *
         * @param qemu the QEMU error, without the prefix {@code can't apply global}
         */
        record Refused(String qemu) implements Reading {}
    }

    /**
     * Parses the text of a property.
     *
     * @param property the name of the property, which QEMU errors contain
     * @param type the type of the property
     * @param text the text after the first equals sign
     */
    public static Reading parse(String property, ParameterType type, String text) {
        return switch (type.kind()) {
            case UINT8, UINT32, UINT64 -> integer(property, type, text);
            case SIZE -> size(property, text);
            case BOOL -> bool(property, text);
            case ENUM ->
                type.members().contains(text)
                        ? new Reading.Value(new ParameterValue.Text(text))
                        : new Reading.Refused("Parameter '" + property + "' does not accept value '" + text + "'");
            case STR, STR_OR_NULL -> new Reading.Value(new ParameterValue.Text(text));
            case STRINGS, BITMAP_MAPPING ->
                throw new IllegalStateException("The property " + property + " has an unsupported type");
        };
    }

    private static Reading integer(String property, ParameterType type, String text) {
        Matcher matcher = INTEGER.matcher(text);
        if (!matcher.matches()) {
            return new Reading.Refused("Parameter '" + property + "' expects uint64");
        }
        BigInteger magnitude = matcher.group(2) != null
                ? new BigInteger(matcher.group(2), 16)
                : matcher.group(3) != null ? new BigInteger(matcher.group(3), 8) : new BigInteger(matcher.group(4));
        if (magnitude.compareTo(LIMIT) >= 0) {
            return new Reading.Refused("Parameter '" + property + "' expects uint64");
        }
        long bits = matcher.group(1).equals("-") ? magnitude.negate().longValue() : magnitude.longValue();
        return Long.compareUnsigned(bits, type.maximum()) > 0
                ? new Reading.Refused("Parameter '" + property + "' expects " + type.qapi() + "_t")
                : new Reading.Value(new ParameterValue.Unsigned(bits));
    }

    private static Reading size(String property, String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches() || isFractionOfBytes(matcher)) {
            return text.strip().startsWith("-")
                    ? outOfRange(property, text)
                    : new Reading.Refused("Parameter '" + property + "' expects a non-negative number below 2^64");
        }
        BigInteger bytes = matcher.group(1) != null
                ? new BigInteger(matcher.group(1), 16)
                : scaled(matcher.group(2), power(matcher.group(3)));
        return bytes.compareTo(LIMIT) >= 0
                ? outOfRange(property, text)
                : new Reading.Value(new ParameterValue.Unsigned(bytes.longValue()));
    }

    private static Reading outOfRange(String property, String text) {
        return new Reading.Refused("Value '" + text + "' is out of range for parameter '" + property + "'");
    }

    private static boolean isFractionOfBytes(Matcher matcher) {
        return matcher.group(2) != null
                && power(matcher.group(3)) == 0
                && number(matcher.group(2)).stripTrailingZeros().scale() > 0;
    }

    private static int power(String suffix) {
        return suffix.isEmpty() ? 0 : SUFFIXES.indexOf(suffix.toUpperCase(Locale.ROOT));
    }

    private static BigInteger scaled(String digits, int power) {
        return number(digits)
                .multiply(new BigDecimal(BigInteger.ONE.shiftLeft(10 * power)))
                .setScale(0, RoundingMode.HALF_UP)
                .toBigInteger();
    }

    private static BigDecimal number(String digits) {
        return new BigDecimal(digits.startsWith(".") ? "0" + digits : digits);
    }

    private static Reading bool(String property, String text) {
        Boolean on = BooleanText.parse(text);
        return on == null
                ? new Reading.Refused("Parameter '" + property + "' expects 'on' or 'off'")
                : new Reading.Value(new ParameterValue.Bool(on));
    }
}
