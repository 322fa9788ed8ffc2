package dev.outset.store.event;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long events are kept.
 *
 * @param maxAge the age at which an event is forgotten
 * @param maxCount how many events are kept over all VMs; the oldest go first
 * @param pruneInterval how often to look
 */
@ConfigurationProperties("outset.events")
public record EventSettings(
        @DefaultValue("7d") Duration maxAge,
        @DefaultValue("1000000") long maxCount,
        @DefaultValue("1m") Duration pruneInterval) {

    public EventSettings {
        if (maxCount < 1 || maxAge.isNegative() || pruneInterval.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "outset.events: max-count is at least 1, max-age not negative, prune-interval at least 1ms");
        }
    }
}
