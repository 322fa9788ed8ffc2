package dev.outset.telemetry;

import dev.outset.store.VmStatistics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;

/** Configures metrics and event logging. */
@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {

    @Bean
    VmMeters vmMeters(MeterRegistry registry, InstantSource clock, TelemetrySettings settings) {
        return new VmMeters(registry, clock, settings);
    }

    @Bean
    MigrationMeters migrationMeters(MeterRegistry registry) {
        return new MigrationMeters(registry);
    }

    @Bean
    VmLog vmLog() {
        return new VmLog();
    }

    @Bean
    VmStatisticsGauges vmStatisticsGauges(
            VmStatistics statistics, MeterRegistry registry, TaskScheduler timer, TelemetrySettings settings) {
        return new VmStatisticsGauges(statistics, registry, timer, settings);
    }
}
