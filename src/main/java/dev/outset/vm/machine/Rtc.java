package dev.outset.vm.machine;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The real-time clock.
 *
 * @param base what it starts with: {@code utc}, {@code localtime}, or a date and time
 * @param clock what drives it; null for the host's clock
 * @param driftFix what happens to lost ticks; null lets QEMU choose
 */
@Schema(description = "The real-time clock.")
public record Rtc(
        @Schema(description = "What it starts with: utc, localtime, or a date and time.", defaultValue = "utc")
        @Pattern(regexp = "utc|localtime|\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d:\\d\\d)?")
        String base,

        @Schema(description = "What drives it; left out, the host's clock.") @Nullable Clock clock,

        @Schema(description = "What happens to lost ticks; left out, QEMU chooses.") @Nullable DriftFix driftFix) {

    /** Clocks that can drive it. */
    public enum Clock {
        HOST,
        RT,
        VM;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What happens to lost ticks. */
    public enum DriftFix {
        NONE,
        SLEW;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
