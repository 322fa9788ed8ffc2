package dev.outset.vm;

import dev.outset.qemu.BootStep;
import dev.outset.qemu.Fault;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a simulated QEMU does beyond a real one; other runtimes ignore it.
 *
 * @param stepDurations how long a step of the start takes; a step left out takes none
 * @param faults what goes wrong
 * @param guest what the guest does to its memory, and what the network carries
 */
@Schema(description = "What a simulated QEMU does beyond a real one.")
public record SimulationSpec(
        @Schema(description = "How long a step of the start takes, by step.", defaultValue = "{}")
        Map<BootStep, Duration> stepDurations,

        @Schema(description = "What goes wrong, on demand.", defaultValue = "[]") @Size(max = 32) List<Fault> faults,

        @Schema(
                description = "What the guest does to its memory, and what the network carries; decides migrations.",
                defaultValue = "{}")
        SimulatedGuest guest) {

    public SimulationSpec {
        stepDurations = Map.copyOf(stepDurations);
        faults = List.copyOf(faults);
    }
}
