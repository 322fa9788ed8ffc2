package dev.outset.access.audit;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Retention of the audit log.
 *
 * @param maxAge the age at which an entry is deleted, at least 31d: the database refuses to delete younger entries
 * @param pruneInterval how often old entries are deleted
 */
@Validated
@ConfigurationProperties("outset.audit")
public record AuditSettings(
        // One day more than the database requires, because its clock may differ.
        @DefaultValue("365d") @DurationMin(days = 31) Duration maxAge,
        @DefaultValue("1h") @DurationMin(millis = 1) Duration pruneInterval) {}
