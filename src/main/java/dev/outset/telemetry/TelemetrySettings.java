package dev.outset.telemetry;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings for metrics.
 *
 * @param statisticsInterval the interval at which VMs and queued reconciliations are counted, at least 1s
 * @param trackedVms the number of VMs tracked to time each boot milestone once
 */
@Validated
@ConfigurationProperties("outset.telemetry")
record TelemetrySettings(
        @DefaultValue("15s") @DurationMin(seconds = 1) Duration statisticsInterval,
        @DefaultValue("10000") @Min(1) int trackedVms) {}
