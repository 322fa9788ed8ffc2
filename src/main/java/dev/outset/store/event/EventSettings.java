package dev.outset.store.event;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Retention of events.
 *
 * @param maxAge age at which an event is deleted
 * @param maxCount maximum number of events of all VMs; the oldest are deleted first
 * @param pruneInterval interval at which events are pruned
 */
@ConfigurationProperties("outset.events")
public record EventSettings(
        @DefaultValue("7d") Duration maxAge,
        @DefaultValue("1000000") long maxCount,
        @DefaultValue("1m") Duration pruneInterval) {

    public EventSettings {
        if (maxCount < 1 || maxAge.isNegative() || pruneInterval.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "outset.events: max-count must be at least 1, max-age must not be negative, prune-interval must be at"
                            + " least 1ms");
        }
    }
}
