package dev.outset.telemetry;

import dev.outset.store.VmStatistics;
import dev.outset.store.vm.VmRepository;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Configures metrics and event logging. */
@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {

    @Bean
    static BeanPostProcessor observedVmRepository(
            ObjectProvider<MeterRegistry> registry,
            ObjectProvider<InstantSource> clock,
            ObjectProvider<TelemetrySettings> settings) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof VmRepository repository ? observed(repository) : bean;
            }

            private VmRepository observed(VmRepository repository) {
                BootMilestones milestones =
                        new BootMilestones(settings.getObject().trackedVms());
                return new ObservedVmRepository(
                        repository,
                        List.of(new VmMeters(registry.getObject(), clock.getObject(), milestones), new VmLog()));
            }
        };
    }

    @Bean
    VmStatistics vmStatistics(JdbcClient jdbc, InstantSource clock) {
        return new VmStatistics(jdbc, clock);
    }

    @Bean
    VmStatisticsGauges vmStatisticsGauges(VmStatistics statistics, MeterRegistry registry) {
        return new VmStatisticsGauges(statistics, registry);
    }

    @Bean
    StatisticsScheduler statisticsScheduler(VmStatisticsGauges gauges, TelemetrySettings settings) {
        return new StatisticsScheduler(gauges, settings);
    }

    /** Updates the statistics periodically after the service is ready. */
    static final class StatisticsScheduler implements AutoCloseable {

        private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("vm-statistics").factory());

        private final VmStatisticsGauges gauges;

        private final TelemetrySettings settings;

        StatisticsScheduler(VmStatisticsGauges gauges, TelemetrySettings settings) {
            this.gauges = gauges;
            this.settings = settings;
        }

        @EventListener(ApplicationReadyEvent.class)
        void start() {
            var ignored = executor.scheduleWithFixedDelay(
                    gauges::refresh, 0, settings.statisticsInterval().toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }
}
