package dev.outset.api.simulation;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much simulating there may be.
 *
 * @param atOnce how many simulations run at once
 * @param waiting how many may wait for their turn; further ones get 503 at once
 * @param time how long a simulation may take, its wait included
 * @param maxOutput how long the answers of all commands of one simulation may be together
 */
@Validated
@ConfigurationProperties("outset.api.simulation")
record SimulationSettings(
        @DefaultValue("2") @Min(1) @Max(1000) int atOnce,
        @DefaultValue("64") @Min(1) @Max(100_000) int waiting,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration time,
        @DefaultValue("8MB") DataSize maxOutput) {}
