package dev.outset.vm;

import dev.outset.binding.Default;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.Fault;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The behaviour of the simulated QEMU. Other runtimes ignore it.
 *
 * @param stepDurations the duration of each boot step; a step that is omitted takes a few
 *     milliseconds at most
 * @param faults the faults to inject
 * @param guest the memory load of the guest and the network bandwidth, which determine the course of a migration
 */
public record SimulationSpec(
        @Default("{}") Map<BootStep, Duration> stepDurations,
        @Default("[]") @Size(max = 32) List<Fault> faults,
        @Default("{}") SimulatedGuest guest) {

    public SimulationSpec {
        stepDurations = Map.copyOf(stepDurations);
        faults = List.copyOf(faults);
    }
}
