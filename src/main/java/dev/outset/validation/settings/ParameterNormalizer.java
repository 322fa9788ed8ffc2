package dev.outset.validation.settings;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.ParameterType;
import dev.outset.parameters.ParameterValue;
import dev.outset.validation.rule.ViolationCollector;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Converts a value as submitted to QEMU's type and unit. */
final class ParameterNormalizer {

    private ParameterNormalizer() {}

    /** The result of a conversion. */
    sealed interface Outcome {

        /** The value in QEMU's type and unit, if it is valid. */
        default Optional<ParameterValue> value() {
            return this instanceof Canonical(ParameterValue read) ? Optional.of(read) : Optional.empty();
        }

        /** QEMU's message if the value is not valid; null for none. */
        default @Nullable String qemu() {
            return null;
        }

        /** The value in QEMU's type and unit. */
        record Canonical(ParameterValue read) implements Outcome {}

        /** The value is not valid; {@code qemu} is QEMU's message, or null. */
        record Refused(
                String message, String action, @Nullable String qemu) implements Outcome {}
    }

    /** Converts a value of a parameter. */
    static Outcome normalize(ParameterSpec spec, ParameterValue given) {
        return switch (spec.type().kind()) {
            case UINT8, UINT32, UINT64, SIZE -> number(spec, given);
            case BOOL ->
                given instanceof ParameterValue.Bool ? canonical(given) : wrong(spec, "true or false", "boolean");
            case ENUM -> member(spec, given);
            case STR -> given instanceof ParameterValue.Text ? canonical(given) : wrong(spec, "a string", "string");
            case STR_OR_NULL ->
                given instanceof ParameterValue.Text ? canonical(given) : wrong(spec, "a string", "StrOrNull");
            case STRINGS ->
                given instanceof ParameterValue.Strings ? canonical(given) : wrong(spec, "a list of strings", "array");
            case BITMAP_MAPPING -> bitmaps(spec, given);
        };
    }

    private static Outcome number(ParameterSpec spec, ParameterValue given) {
        String unit = spec.unit() == null ? "" : spec.unit();
        String notANumber = "Parameter '" + spec.name() + "' expects uint64";
        return switch (given) {
            case ParameterValue.Unsigned number -> narrowed(spec, new BigInteger(number.toString()));
            case ParameterValue.Text(String text) -> {
                try {
                    yield narrowed(spec, UnitParser.parse(text, unit));
                } catch (IllegalArgumentException wrong) {
                    yield new Outcome.Refused(
                            spec.name() + ": " + wrong.getMessage(), UnitParser.advice(unit), notANumber);
                }
            }
            case ParameterValue.Bool _, ParameterValue.Strings _, ParameterValue.BitmapMapping _ ->
                new Outcome.Refused(spec.name() + " must be a whole number", UnitParser.advice(unit), notANumber);
        };
    }

    private static Outcome narrowed(ParameterSpec spec, BigInteger number) {
        ParameterType type = spec.type();
        BigInteger maximum = new BigInteger(Long.toUnsignedString(type.maximum()));
        if (number.compareTo(maximum) <= 0) {
            return canonical(new ParameterValue.Unsigned(number.longValue()));
        }
        boolean isWide = type.maximum() == -1L;
        return new Outcome.Refused(
                spec.name() + " is " + number + ", greater than the maximum of its type (" + maximum + ")",
                "Use a number from 0 to " + maximum,
                "Parameter '" + spec.name() + "' expects " + (isWide ? "uint64" : type.qapi() + "_t"));
    }

    private static Outcome member(ParameterSpec spec, ParameterValue given) {
        List<String> members = spec.type().members();
        if (!(given instanceof ParameterValue.Text(String text))) {
            return wrong(spec, "one of " + String.join(", ", members), "string");
        }
        return members.contains(text)
                ? canonical(given)
                : new Outcome.Refused(
                        spec.name() + " is '" + ViolationCollector.abbreviated(text)
                                + "', which this QEMU does not support",
                        "Use one of " + String.join(", ", members),
                        "Parameter '" + spec.name() + "' does not accept value '" + text + "'");
    }

    private static Outcome bitmaps(ParameterSpec spec, ParameterValue given) {
        return switch (given) {
            case ParameterValue.BitmapMapping _ -> canonical(given);
            case ParameterValue.Strings(List<String> values)
            when values.isEmpty() -> canonical(new ParameterValue.BitmapMapping(List.of()));
            case ParameterValue.Strings _, ParameterValue.Bool _, ParameterValue.Text _, ParameterValue.Unsigned _ ->
                wrong(spec, "a list of objects with node-name, alias and bitmaps", "array");
        };
    }

    private static Outcome canonical(ParameterValue value) {
        return new Outcome.Canonical(value);
    }

    private static Outcome wrong(ParameterSpec spec, String expected, String qapi) {
        return new Outcome.Refused(
                spec.name() + " must be " + expected,
                "Use " + expected,
                "Invalid parameter type for '" + spec.name() + "', expected: " + qapi);
    }
}
