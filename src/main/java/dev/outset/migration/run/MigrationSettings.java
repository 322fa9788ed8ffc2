package dev.outset.migration.run;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How migrations are carried out.
 *
 * @param pollInterval how often a source is asked how far it is
 * @param retryInterval how long to wait after a monitor did not answer
 * @param readyDeadline how long both VMs may take to be ready; then the migration fails
 * @param arrivalDeadline how long a destination may take after the source has completed; then the guest is lost on the way
 * @param restoreDeadline how long to try to put settings back
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
            throw new IllegalArgumentException("outset.migrations: every duration is longer than nothing");
        }
    }
}
