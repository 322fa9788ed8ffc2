package dev.outset.reconcile.schedule;

import com.github.kagkarlsson.scheduler.PollingStrategyConfig;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerCustomizer;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerProperties;
import dev.outset.reconcile.ReconcileSettings;
import java.util.Optional;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.core.env.PropertyResolver;

/**
 * Sets what db-scheduler's own properties leave open: each process has a name of its own, the number of threads depends
 * on the processors, and PostgreSQL claims rows in the statement that fetches them.
 */
record SchedulerDefaults(DbSchedulerProperties properties, String process) implements DbSchedulerCustomizer {

    private static final String PREFIX = "db-scheduler.";

    static SchedulerDefaults apply(
            DbSchedulerProperties properties,
            PropertyResolver configured,
            ReconcileSettings settings,
            int processors,
            DatabaseDriver driver,
            String process) {
        if (!configured.containsProperty(PREFIX + "threads")) {
            properties.setThreads(settings.workers(processors));
        }
        if (driver == DatabaseDriver.POSTGRESQL && !configured.containsProperty(PREFIX + "polling-strategy")) {
            properties.setPollingStrategy(PollingStrategyConfig.Type.LOCK_AND_FETCH);
            properties.setPollingStrategyUpperLimitFractionOfThreads(2);
        }
        return new SchedulerDefaults(properties, process);
    }

    @Override
    public Optional<SchedulerName> schedulerName() {
        String name = properties.getSchedulerName();
        return Optional.of(new SchedulerName.Fixed(name == null ? process : name));
    }
}
