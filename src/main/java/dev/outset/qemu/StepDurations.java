package dev.outset.qemu;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * The duration of each boot step of a simulated QEMU.
 *
 * @param byStep the durations by step; an absent step takes no time
 */
public record StepDurations(Map<BootStep, Duration> byStep) {

    private static final StepDurations NONE = new StepDurations(Map.of());

    public StepDurations {
        byStep = byStep.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(byStep));
    }

    /** No step takes any time. */
    public static StepDurations none() {
        return NONE;
    }

    /** The duration of one step. */
    public Duration of(BootStep step) {
        return byStep.getOrDefault(step, Duration.ZERO);
    }
}
