package dev.outset.vm.machine;

import dev.outset.binding.Default;
import dev.outset.binding.EnumLabels;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The real-time clock.
 *
 * @param base the initial time: {@code utc}, {@code localtime}, or a date and time
 * @param clock the clock source; defaults to the host's clock
 * @param driftFix the handling of lost ticks; chosen by QEMU if null
 */
public record Rtc(
        @Default("utc") @Pattern(regexp = "utc|localtime|\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d:\\d\\d)?")
        String base,

        @Nullable Clock clock,
        @Nullable DriftFix driftFix) {

    /** The clock sources. */
    public enum Clock {
        HOST,
        RT,
        VM;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /** The handling of lost ticks. */
    public enum DriftFix {
        NONE,
        SLEW;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}
