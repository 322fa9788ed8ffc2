package dev.outset.watch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings for event streams.
 *
 * @param pollInterval the interval at which the event log is polled while a stream is open
 * @param keepAlive the interval without events after which a keep-alive comment is sent
 * @param maxStreams the maximum number of concurrent streams per process
 * @param queueLength the maximum number of queued events per stream; a slower stream is closed
 * @param pageSize the number of events read from the log at once
 */
@ConfigurationProperties("outset.watch")
public record WatchSettings(
        @DefaultValue("100ms") Duration pollInterval,
        @DefaultValue("15s") Duration keepAlive,
        @DefaultValue("1000") int maxStreams,
        @DefaultValue("1000") int queueLength,
        @DefaultValue("500") int pageSize) {

    public WatchSettings {
        if (pollInterval.toMillis() < 1
                || keepAlive.toMillis() < 1
                || queueLength < 1
                || pageSize < 1
                || maxStreams < 0) {
            throw new IllegalArgumentException("outset.watch: poll-interval and keep-alive must be at least 1ms,"
                    + " queue-length and page-size must be at least 1, and max-streams must not be negative");
        }
    }
}
