package dev.outset.simulator.boot;

import dev.outset.binding.RecordReader;
import dev.outset.catalogue.reader.ReleaseRows;
import dev.outset.qemu.BootStep;
import java.time.Duration;
import java.util.Map;

/**
 * The durations of the boot steps for which a boot request has none.
 *
 * @param stepDurations the duration of each step; a step that is omitted takes no time
 */
public record StepDurations(Map<BootStep, Duration> stepDurations) {

    /** No step takes time. */
    public static final StepDurations NONE = new StepDurations(Map.of());

    public StepDurations {
        stepDurations = Map.copyOf(stepDurations);
    }

    /** Reads {@code simulator/boot.json}. */
    public static StepDurations load() {
        return RecordReader.forTrustedInput().require(ReleaseRows.file("/simulator/boot.json"), StepDurations.class);
    }

    Duration of(BootStep step) {
        return stepDurations.getOrDefault(step, Duration.ZERO);
    }
}
