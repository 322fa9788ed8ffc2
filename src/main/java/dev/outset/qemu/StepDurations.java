package dev.outset.qemu;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * How long a simulated QEMU takes for each step of its start.
 *
 * @param byStep the steps that take time; a step that is absent takes none
 */
public record StepDurations(Map<BootStep, Duration> byStep) {

    private static final StepDurations NONE = new StepDurations(Map.of());

    public StepDurations {
        byStep = byStep.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(byStep));
    }

    /** Every step takes no time. */
    public static StepDurations none() {
        return NONE;
    }

    /** The duration of one step. */
    public Duration of(BootStep step) {
        return byStep.getOrDefault(step, Duration.ZERO);
    }
}
