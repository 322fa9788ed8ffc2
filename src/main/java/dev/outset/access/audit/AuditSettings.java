package dev.outset.access.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Retention of the audit log.
 *
 * @param maxAge the age at which an entry is deleted, at least 31d: the database refuses to delete younger entries
 * @param pruneInterval how often old entries are deleted
 */
@ConfigurationProperties("outset.audit")
public record AuditSettings(
        @DefaultValue("365d") Duration maxAge,
        @DefaultValue("1h") Duration pruneInterval) {

    public AuditSettings {
        // One day more than the database requires, because its clock may differ.
        if (maxAge.compareTo(Duration.ofDays(31)) < 0 || pruneInterval.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "outset.audit: max-age must be at least 31d and prune-interval at least 1ms");
        }
    }
}
