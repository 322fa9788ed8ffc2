package dev.outset.reconcile;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of QMP connections.
 *
 * @param deadline time within which QEMU must reply to a command
 */
@Validated
@ConfigurationProperties("outset.monitor")
public record MonitorSettings(
        @DefaultValue("5s") @DurationMin(millis = 1) Duration deadline) {}
