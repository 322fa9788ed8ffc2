package dev.outset.store;

import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans of this room. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

    @Bean
    InstantSource instantSource() {
        return InstantSource.system();
    }

    @Bean
    PassQueue passQueue(JdbcClient jdbc) {
        return new PassQueue(jdbc);
    }

    @Bean
    EventLog eventLog(JdbcClient jdbc, InstantSource clock, EventSettings settings) {
        return new JdbcEventLog(jdbc, clock, settings);
    }

    @Bean
    VmRepository vmRepository(
            DataSource dataSource,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            PassQueue queue,
            EventLog events,
            InstantSource clock,
            ApplicationEventPublisher publisher) {
        DiskSync disk = DiskSync.of(dataSource, jdbc);
        return new JdbcVmRepository(jdbc, new TransactionTemplate(transactions), queue, events, clock, changed -> {
            // Whoever waits for the write to return is told 2xx next.
            disk.sync();
            publisher.publishEvent(changed);
        });
    }
}
