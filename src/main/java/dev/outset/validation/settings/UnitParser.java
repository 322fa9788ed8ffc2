package dev.outset.validation.settings;

import dev.outset.validation.rule.ViolationCollector;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Converts numbers with a unit, such as {@code 1GiB/s}, to the unit that QEMU uses for a parameter. */
final class UnitParser {

    private static final Pattern FORM = Pattern.compile("(\\d{1,20}(?:\\.\\d{1,20})?)\\s*([A-Za-z%]*(?:/s)?)");

    private static final Map<String, BigDecimal> BYTES = sizes("");

    private static final Map<String, Map<String, BigDecimal>> FACTORS = Map.of(
            "bytes", BYTES,
            "bytes/s", rates(),
            "MB/s", mebibytesPerSecond(),
            "ms",
                    Map.of(
                            "us", new BigDecimal("0.001"),
                            "ms", BigDecimal.ONE,
                            "s", new BigDecimal(1_000),
                            "min", new BigDecimal(60_000),
                            "m", new BigDecimal(60_000),
                            "h", new BigDecimal(3_600_000)),
            "percent", Map.of("%", BigDecimal.ONE));

    private static final Map<String, String> EXAMPLES = Map.of(
            "bytes", "64KiB",
            "bytes/s", "1GiB/s",
            "MB/s", "10MiB/s",
            "ms", "500ms or 2s",
            "percent", "50%");

    private UnitParser() {}

    /**
     * Parses a number with a unit.
     *
     * @param text the text, such as {@code 500ms}
     * @param unit QEMU's unit; empty for a plain number
     * @throws IllegalArgumentException if the text is not a whole number of that unit; its message is meant for users
     */
    static BigInteger parse(String text, String unit) {
        Matcher matcher = FORM.matcher(text.strip());
        BigDecimal factor = matcher.matches() ? factor(matcher.group(2), unit) : null;
        if (factor == null) {
            throw new IllegalArgumentException(
                    "'" + ViolationCollector.abbreviated(text) + "' is not a number of " + unit);
        }
        try {
            return new BigDecimal(matcher.group(1)).multiply(factor).toBigIntegerExact();
        } catch (ArithmeticException inexact) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number of " + unit, inexact);
        }
    }

    /** The action text for a number of a unit. */
    static String advice(String unit) {
        return Optional.ofNullable(EXAMPLES.get(unit))
                .map(example -> "Use a number of " + unit + ", or a string such as " + example)
                .orElse("Use a whole number");
    }

    private static @Nullable BigDecimal factor(String suffix, String unit) {
        return suffix.isEmpty()
                ? BigDecimal.ONE
                : FACTORS.getOrDefault(unit, Map.of()).get(suffix);
    }

    private static Map<String, BigDecimal> sizes(String after) {
        Map<String, BigDecimal> factors = new LinkedHashMap<>();
        factors.put("B" + after, BigDecimal.ONE);
        for (int power = 1; power <= 6; power++) {
            String letter = "KMGTPE".substring(power - 1, power);
            BigDecimal binary = new BigDecimal(BigInteger.ONE.shiftLeft(10 * power));
            factors.put(letter + after, binary);
            factors.put(letter + "iB" + after, binary);
            factors.put((power == 1 ? "k" : letter) + "B" + after, BigDecimal.TEN.pow(3 * power));
        }
        return factors;
    }

    private static Map<String, BigDecimal> rates() {
        Map<String, BigDecimal> factors = new LinkedHashMap<>(sizes("/s"));
        factors.putAll(sizes(""));
        BigDecimal bit = new BigDecimal("0.125");
        for (int power = 0; power <= 4; power++) {
            String prefix = power == 0 ? "" : "kMGT".substring(power - 1, power);
            BigDecimal decimal = bit.multiply(BigDecimal.TEN.pow(3 * power));
            factors.put(prefix + "bit/s", decimal);
            factors.put(prefix + "bps", decimal);
        }
        return factors;
    }

    /** QEMU's MB is 2^20 bytes here, so {@code MB/s} has the same meaning. */
    private static Map<String, BigDecimal> mebibytesPerSecond() {
        Map<String, BigDecimal> factors = new LinkedHashMap<>();
        for (String after : new String[] {"", "/s"}) {
            factors.put("MB" + after, BigDecimal.ONE);
            factors.put("M" + after, BigDecimal.ONE);
            factors.put("MiB" + after, BigDecimal.ONE);
            factors.put("G" + after, new BigDecimal(1_024));
            factors.put("GiB" + after, new BigDecimal(1_024));
            factors.put("TiB" + after, new BigDecimal(1_048_576));
        }
        return factors;
    }
}
