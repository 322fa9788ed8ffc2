package dev.outset.migration.run;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

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
@ConfigurationProperties("outset.migrations")
public record MigrationSettings(
        @DefaultValue("500ms") Duration pollInterval,
        @DefaultValue("1s") Duration retryInterval,
        @DefaultValue("1m") Duration readyDeadline,
        @DefaultValue("10s") Duration arrivalDeadline,
        @DefaultValue("1m") Duration restoreDeadline) {

    public MigrationSettings {
        boolean positive = pollInterval.isPositive()
                && retryInterval.isPositive()
                && readyDeadline.isPositive()
                && arrivalDeadline.isPositive()
                && restoreDeadline.isPositive();
        if (!positive) {
            throw new IllegalArgumentException("outset.migrations: every duration must be positive");
        }
    }
}
