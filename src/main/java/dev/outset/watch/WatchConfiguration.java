package dev.outset.watch;

import dev.outset.store.event.EventLog;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;

/** Configures event streams. */
@Configuration(proxyBeanMethods = false)
class WatchConfiguration {

    @Bean(destroyMethod = "")
    EventPump eventPump(EventLog log, WatchSettings settings) {
        return new EventPump(log, settings);
    }

    @Bean
    PumpDriver pumpDriver(EventPump pump, WatchSettings settings, TaskScheduler timer) {
        return new PumpDriver(pump, settings, timer);
    }
}
