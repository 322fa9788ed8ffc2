package dev.outset.simulator.qmp;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** C's {@code printf("%.17g")}, the format of QEMU for every number that is not an integer. */
final class CDouble {

    private static final int DIGITS = 17;

    private CDouble() {}

    static String format(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(DIGITS, RoundingMode.HALF_EVEN));
        int exponent = rounded.precision() - rounded.scale() - 1;
        BigDecimal stripped = rounded.stripTrailingZeros();
        return exponent < -4 || exponent >= DIGITS ? scientific(stripped, exponent) : stripped.toPlainString();
    }

    private static String scientific(BigDecimal value, int exponent) {
        String mantissa = value.movePointLeft(exponent).stripTrailingZeros().toPlainString();
        int size = Math.abs(exponent);
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + (size < 10 ? "0" : "") + size;
    }
}
