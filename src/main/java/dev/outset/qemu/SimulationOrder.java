package dev.outset.qemu;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How a simulated QEMU behaves. Other runtimes ignore it.
 *
 * @param stepDurations the durations of boot steps; an absent step takes its default duration
 * @param faults the faults to inject
 * @param load the memory load of the guest and the network bandwidth
 */
public record SimulationOrder(Map<BootStep, Duration> stepDurations, List<Fault> faults, GuestLoad load) {

    /** A QEMU that boots in its default time, without faults and with an idle guest. */
    public static final SimulationOrder PLAIN = new SimulationOrder(Map.of(), List.of(), GuestLoad.IDLE);

    public SimulationOrder {
        stepDurations = stepDurations.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(stepDurations));
        faults = List.copyOf(faults);
    }

    /** The duration of one boot step, or its default duration. */
    public Duration durationOf(BootStep step, Duration defaultDuration) {
        return stepDurations.getOrDefault(step, defaultDuration);
    }
}
