package dev.outset.store;

import dev.outset.store.audit.AuditSink;
import dev.outset.store.audit.AuditorAware;
import dev.outset.store.database.DatabaseProduct;
import dev.outset.store.database.DiskSync;
import dev.outset.store.database.PoolDefaults;
import dev.outset.store.database.ReconcileQueue;
import dev.outset.store.database.StatementBatch;
import dev.outset.store.event.EventOrder;
import dev.outset.store.event.EventSettings;
import dev.outset.store.event.JdbcEventLog;
import dev.outset.store.idempotency.IdempotencyKeys;
import dev.outset.store.idempotency.IdempotencySettings;
import dev.outset.store.vm.JdbcVmRepository;
import dev.outset.store.vm.VmRepository;
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

/** Defines the beans of the store. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

    @Bean
    static PoolDefaults poolDefaults() {
        return new PoolDefaults();
    }

    @Bean
    InstantSource instantSource() {
        return InstantSource.system();
    }

    @Bean
    ReconcileQueue reconcileQueue(JdbcClient jdbc) {
        return new ReconcileQueue(jdbc);
    }

    @Bean
    DatabaseProduct databaseProduct(DataSource dataSource) {
        return DatabaseProduct.of(dataSource);
    }

    @Bean
    StatementBatch statementBatch(JdbcOperations jdbc, DatabaseProduct product) {
        return new StatementBatch(jdbc, product);
    }

    @Bean
    JdbcEventLog eventLog(
            JdbcClient jdbc,
            StatementBatch batch,
            DatabaseProduct product,
            InstantSource clock,
            EventSettings settings) {
        return new JdbcEventLog(jdbc, batch, EventOrder.of(product, jdbc), clock, settings);
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
            StatementBatch batch,
            PlatformTransactionManager transactions,
            ReconcileQueue queue,
            JdbcEventLog events,
            IdempotencyKeys keys,
            InstantSource clock,
            ApplicationEventPublisher publisher,
            ObjectProvider<AuditSink> audit,
            AuditorAware creator) {
        DiskSync disk = DiskSync.of(dataSource, jdbc);
        return new JdbcVmRepository(
                operations,
                batch,
                new TransactionTemplate(transactions),
                queue,
                events,
                keys,
                clock,
                changed -> {
                    // Synced before the write returns and the client receives a success response.
                    disk.sync();
                    publisher.publishEvent(changed);
                },
                audit.getIfAvailable(AuditSink::none),
                creator);
    }
}
