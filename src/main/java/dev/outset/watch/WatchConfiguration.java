package dev.outset.watch;

import dev.outset.store.event.EventLog;
import java.util.concurrent.Executors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures event streams. */
@Configuration(proxyBeanMethods = false)
class WatchConfiguration {

    @Bean(destroyMethod = "")
    EventPump eventPump(EventLog log, WatchSettings settings) {
        return new EventPump(log, settings);
    }

    @Bean
    PumpDriver pumpDriver(EventPump pump, WatchSettings settings) {
        return new PumpDriver(
                pump,
                settings,
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofVirtual().name("event-pump").factory()));
    }
}
