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

/** The beans of this room. */
@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {

    @Bean
    static BeanPostProcessor watchedVmRepository(
            ObjectProvider<MeterRegistry> registry,
            ObjectProvider<InstantSource> clock,
            ObjectProvider<TelemetrySettings> settings) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof VmRepository repository ? watched(repository) : bean;
            }

            private VmRepository watched(VmRepository repository) {
                BootMilestones milestones =
                        new BootMilestones(settings.getObject().rememberedVms());
                return new ObservedVmRepository(
                        repository,
                        List.of(new VmMeters(registry.getObject(), clock.getObject(), milestones), new VmLog()));
            }
        };
    }

    @Bean
    VmStatistics vmCensus(JdbcClient jdbc, InstantSource clock) {
        return new VmStatistics(jdbc, clock);
    }

    @Bean
    VmStatisticsGauges censusGauges(VmStatistics census, MeterRegistry registry) {
        return new VmStatisticsGauges(census, registry);
    }

    @Bean
    CensusTaker censusTaker(VmStatisticsGauges gauges, TelemetrySettings settings) {
        return new CensusTaker(gauges, settings);
    }

    /** Counts at intervals once the service is ready. */
    static final class CensusTaker implements AutoCloseable {

        private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("census").factory());

        private final VmStatisticsGauges gauges;

        private final TelemetrySettings settings;

        CensusTaker(VmStatisticsGauges gauges, TelemetrySettings settings) {
            this.gauges = gauges;
            this.settings = settings;
        }

        @EventListener(ApplicationReadyEvent.class)
        void start() {
            var ignored = executor.scheduleWithFixedDelay(
                    gauges::refresh, 0, settings.censusInterval().toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }
}
