package dev.outset.watch;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings for event streams.
 *
 * @param pollInterval the interval at which the event log is polled while a stream is open
 * @param keepAlive the interval without events after which a keep-alive comment is sent
 * @param maxStreams the maximum number of concurrent streams per process
 * @param queueLength the maximum number of queued events per stream; a slower stream is closed
 * @param pageSize the number of events read from the log at once
 */
@Validated
@ConfigurationProperties("outset.watch")
public record WatchSettings(
        @DefaultValue("100ms") @DurationMin(millis = 1) Duration pollInterval,
        @DefaultValue("15s") @DurationMin(millis = 1) Duration keepAlive,
        @DefaultValue("1000") @Min(0) int maxStreams,
        @DefaultValue("1000") @Min(1) int queueLength,
        @DefaultValue("500") @Min(1) int pageSize) {}
