package dev.outset.access.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long it is known who changed what.
 *
 * @param maxAge the age at which an entry is forgotten, at least 31d: the database refuses to forget younger ones
 * @param pruneInterval how often to look
 */
@ConfigurationProperties("outset.audit")
public record AuditSettings(
        @DefaultValue("365d") Duration maxAge,
        @DefaultValue("1h") Duration pruneInterval) {

    public AuditSettings {
        // A day more than the database asks for, whose clock may be another.
        if (maxAge.compareTo(Duration.ofDays(31)) < 0 || pruneInterval.toMillis() < 1) {
            throw new IllegalArgumentException("outset.audit: max-age is at least 31d, prune-interval at least 1ms");
        }
    }
}
