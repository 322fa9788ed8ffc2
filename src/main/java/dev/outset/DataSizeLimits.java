package dev.outset;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Lets {@code @Min} and {@code @Max} limit a {@link DataSize}, in bytes. The validators are registered in
 * {@code META-INF/services}.
 */
public final class DataSizeLimits {

    private static final String[] UNITS = {"B", "KB", "MB", "GB"};

    private DataSizeLimits() {}

    /** A size in the largest unit that divides it, such as {@code 64MB}. */
    public static String text(long bytes) {
        long number = bytes;
        int unit = 0;
        while (number != 0 && number % 1024 == 0 && unit < UNITS.length - 1) {
            number /= 1024;
            unit++;
        }
        return number + UNITS[unit];
    }

    private static boolean check(boolean isValid, String rule, ConstraintValidatorContext context) {
        context.disableDefaultConstraintViolation();
        context.buildConstraintViolationWithTemplate(rule).addConstraintViolation();
        return isValid;
    }

    /** A lower bound. */
    public static final class AtLeast implements ConstraintValidator<Min, DataSize> {

        private long bytes;

        @Override
        public void initialize(Min bound) {
            bytes = bound.value();
        }

        @Override
        public boolean isValid(@Nullable DataSize size, ConstraintValidatorContext context) {
            return check(size == null || size.toBytes() >= bytes, "must be at least " + text(bytes), context);
        }
    }

    /** An upper bound. */
    public static final class AtMost implements ConstraintValidator<Max, DataSize> {

        private long bytes;

        @Override
        public void initialize(Max bound) {
            bytes = bound.value();
        }

        @Override
        public boolean isValid(@Nullable DataSize size, ConstraintValidatorContext context) {
            return check(size == null || size.toBytes() <= bytes, "must be at most " + text(bytes), context);
        }
    }
}
