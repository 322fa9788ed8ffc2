package dev.outset.watch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of watching.
 *
 * @param pollInterval how often the log is looked at while anybody watches
 * @param keepAlive after how long without events a stream says that it lives
 * @param maxStreams how many may watch at once in this process
 * @param queueLength how many events may wait for a watcher; one that falls further behind is dropped
 * @param pageSize how many events are read at once
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
            throw new IllegalArgumentException("outset.watch: poll-interval and keep-alive are at least 1ms,"
                    + " queue-length and page-size at least 1, max-streams not negative");
        }
    }
}
