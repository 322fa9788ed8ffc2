package dev.outset.store;

import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans of this room. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

    @Bean
    static PoolDefaults poolDefaults() {
        return new PoolDefaults();
    }

    @Bean
    SummaryMigration summaryMigration() {
        return new SummaryMigration();
    }

    @Bean
    InstantSource instantSource() {
        return InstantSource.system();
    }

    @Bean
    PassQueue passQueue(JdbcClient jdbc) {
        return new PassQueue(jdbc);
    }

    @Bean
    DatabaseProduct databaseProduct(DataSource dataSource) {
        return DatabaseProduct.of(dataSource);
    }

    @Bean
    OneTrip oneTrip(JdbcOperations jdbc, DatabaseProduct product) {
        return new OneTrip(jdbc, product);
    }

    @Bean
    JdbcEventLog eventLog(
            JdbcClient jdbc, OneTrip trip, DatabaseProduct product, InstantSource clock, EventSettings settings) {
        return new JdbcEventLog(jdbc, trip, EventOrder.of(product, jdbc), clock, settings);
    }

    @Bean
    IdempotencyKeys idempotencyKeys(JdbcClient jdbc, InstantSource clock, IdempotencySettings settings) {
        return new IdempotencyKeys(jdbc, clock, settings);
    }

    @Bean
    VmCounts vmCounts(JdbcClient jdbc) {
        return new VmCounts(jdbc);
    }

    @Bean
    VmRepository vmRepository(
            DataSource dataSource,
            JdbcClient jdbc,
            JdbcOperations operations,
            OneTrip trip,
            PlatformTransactionManager transactions,
            PassQueue queue,
            JdbcEventLog events,
            IdempotencyKeys keys,
            InstantSource clock,
            ApplicationEventPublisher publisher,
            ObjectProvider<Journal> journal,
            Creator creator) {
        DiskSync disk = DiskSync.of(dataSource, jdbc);
        return new JdbcVmRepository(
                operations,
                trip,
                new TransactionTemplate(transactions),
                queue,
                events,
                keys,
                clock,
                changed -> {
                    // Whoever waits for the write to return is told 2xx next.
                    disk.sync();
                    publisher.publishEvent(changed);
                },
                journal.getIfAvailable(Journal::none),
                creator);
    }
}
