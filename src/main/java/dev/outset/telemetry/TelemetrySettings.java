package dev.outset.telemetry;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What operators are shown.
 *
 * @param censusInterval how often VMs and queued passes are counted for the gauges, at least 1s
 * @param rememberedVms how many VMs are remembered to time each milestone of a boot once
 */
@Validated
@ConfigurationProperties("outset.telemetry")
record TelemetrySettings(
        @DefaultValue("15s") @DurationMin(seconds = 1) Duration censusInterval,
        @DefaultValue("10000") @Min(1) int rememberedVms) {}
