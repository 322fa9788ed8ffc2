package dev.outset.reconcile.schedule;

import static com.github.kagkarlsson.scheduler.PollingStrategyConfig.Type.FETCH;
import static com.github.kagkarlsson.scheduler.PollingStrategyConfig.Type.LOCK_AND_FETCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.boot.jdbc.DatabaseDriver.H2;
import static org.springframework.boot.jdbc.DatabaseDriver.POSTGRESQL;

import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerProperties;
import dev.outset.reconcile.ReconcileSettings;
import dev.outset.support.ManualReconciler;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.mock.env.MockEnvironment;

class SchedulerDefaultsTests {

    private final DbSchedulerProperties properties = new DbSchedulerProperties();

    private final MockEnvironment environment = new MockEnvironment();

    @Test
    void takesTheThreadsFromTheWorkersUnlessTheyAreConfigured() {
        apply(H2);
        assertThat(properties.getThreads()).isEqualTo(8);

        environment.setProperty("db-scheduler.threads", "3");
        properties.setThreads(3);
        apply(H2);
        assertThat(properties.getThreads()).isEqualTo(3);
    }

    @Test
    void runsFourReconciliationsForEachProcessorByDefault() {
        ReconcileSettings settings = new Binder(new MapConfigurationPropertySource())
                .bindOrCreate("outset.reconcile", ReconcileSettings.class);

        assertThat(settings.workers(1)).isEqualTo(4);
        assertThat(settings.workers(16)).isEqualTo(64);
        assertThat(ManualReconciler.settings().workers(16)).isEqualTo(8);
    }

    @Test
    void claimsRowsWhileFetchingOnPostgreSqlUnlessAStrategyIsConfigured() {
        apply(H2);
        assertThat(properties.getPollingStrategy()).isEqualTo(FETCH);

        apply(POSTGRESQL);
        assertThat(properties.getPollingStrategy()).isEqualTo(LOCK_AND_FETCH);

        environment.setProperty("db-scheduler.polling-strategy", "fetch");
        properties.setPollingStrategy(FETCH);
        apply(POSTGRESQL);
        assertThat(properties.getPollingStrategy()).isEqualTo(FETCH);
    }

    @Test
    void namesEachProcessUnlessANameIsConfigured() {
        assertThat(apply(H2).schedulerName().orElseThrow().getName()).isEqualTo("outset-1");

        properties.setSchedulerName("one");
        assertThat(apply(H2).schedulerName().orElseThrow().getName()).isEqualTo("one");
    }

    private SchedulerDefaults apply(DatabaseDriver driver) {
        return SchedulerDefaults.apply(properties, environment, ManualReconciler.settings(), 2, driver, "outset-1");
    }
}
