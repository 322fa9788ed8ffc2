package dev.outset.migration.run;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of migrations.
 *
 * @param pollInterval interval at which the progress of a source is polled
 * @param retryInterval delay before a retry after a monitor did not respond
 * @param readyDeadline time within which both VMs must be ready; after it the migration fails
 * @param arrivalDeadline time within which the destination must run the guest after the source has finished; after it
 *     the location of the guest is unknown
 * @param restoreDeadline time for which restoring the previous settings is retried
 */
@Validated
@ConfigurationProperties("outset.migrations")
public record MigrationSettings(
        @DefaultValue("500ms") @DurationMin(millis = 1) Duration pollInterval,
        @DefaultValue("1s") @DurationMin(millis = 1) Duration retryInterval,
        @DefaultValue("1m") @DurationMin(millis = 1) Duration readyDeadline,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration arrivalDeadline,
        @DefaultValue("1m") @DurationMin(millis = 1) Duration restoreDeadline) {}
