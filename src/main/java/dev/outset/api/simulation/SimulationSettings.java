package dev.outset.api.simulation;

import dev.outset.admission.limit.AdmissionSettings;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of simulations.
 *
 * @param maxConcurrent the maximum number of simulations that run concurrently; by default one per processor, at least
 *     four
 * @param maxWaiting the maximum number of simulations that wait in the queue; further ones are rejected with 503
 * @param timeout the maximum duration of a simulation, including the time in the queue
 * @param maxOutput the maximum total length of all QMP replies of one simulation
 */
@Validated
@ConfigurationProperties("outset.api.simulation")
record SimulationSettings(
        @Min(1) @Max(1000) @Nullable Integer maxConcurrent,
        @DefaultValue("64") @Min(1) @Max(100_000) int maxWaiting,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration timeout,
        @DefaultValue("8MB") @Min(1) DataSize maxOutput) {

    /** The number of simulations that run concurrently. */
    int concurrent() {
        return maxConcurrent == null ? AdmissionSettings.defaultConcurrency(1) : maxConcurrent;
    }
}
