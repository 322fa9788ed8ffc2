package dev.outset.store.event;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Retention of events.
 *
 * @param maxAge age at which an event is deleted
 * @param maxCount maximum number of events of all VMs; the oldest are deleted first
 * @param pruneInterval interval at which events are pruned
 */
@Validated
@ConfigurationProperties("outset.events")
public record EventSettings(
        @DefaultValue("7d") @DurationMin Duration maxAge,
        @DefaultValue("1000000") @Min(1) long maxCount,
        @DefaultValue("1m") @DurationMin(millis = 1) Duration pruneInterval) {}
