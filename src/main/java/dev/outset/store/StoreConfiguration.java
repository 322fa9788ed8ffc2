package dev.outset.store;

import dev.outset.store.audit.AuditSink;
import dev.outset.store.audit.AuditorAware;
import dev.outset.store.database.PoolDefaults;
import dev.outset.store.database.ReconcileQueue;
import dev.outset.store.database.StatementBatch;
import dev.outset.store.event.EventLog;
import dev.outset.store.event.EventOrder;
import dev.outset.store.event.EventSettings;
import dev.outset.store.idempotency.IdempotencyKeys;
import dev.outset.store.idempotency.IdempotencySettings;
import dev.outset.store.vm.VmRepository;
import java.sql.DatabaseMetaData;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
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
        return Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS));
    }

    @Bean
    ReconcileQueue reconcileQueue(JdbcClient jdbc) {
        return new ReconcileQueue(jdbc);
    }

    @Bean
    DatabaseDriver databaseDriver(DataSource dataSource) throws MetaDataAccessException {
        return DatabaseDriver.fromProductName(
                JdbcUtils.extractDatabaseMetaData(dataSource, DatabaseMetaData::getDatabaseProductName));
    }

    @Bean
    StatementBatch statementBatch(JdbcOperations jdbc, DatabaseDriver driver) {
        return new StatementBatch(jdbc, driver);
    }

    @Bean
    EventLog eventLog(
            JdbcClient jdbc, StatementBatch batch, DatabaseDriver driver, InstantSource clock, EventSettings settings) {
        return new EventLog(jdbc, batch, EventOrder.of(driver, jdbc), clock, settings);
    }

    @Bean
    IdempotencyKeys idempotencyKeys(JdbcClient jdbc, InstantSource clock, IdempotencySettings settings) {
        return new IdempotencyKeys(jdbc, clock, settings);
    }

    @Bean
    VmStatistics vmStatistics(JdbcClient jdbc, InstantSource clock) {
        return new VmStatistics(jdbc, clock);
    }

    @Bean
    VmRepository vmRepository(
            DataSource dataSource,
            JdbcClient jdbc,
            StatementBatch batch,
            PlatformTransactionManager transactions,
            ReconcileQueue queue,
            EventLog events,
            IdempotencyKeys keys,
            InstantSource clock,
            ApplicationEventPublisher publisher,
            ObjectProvider<AuditSink> audit,
            AuditorAware creator)
            throws MetaDataAccessException {
        return new VmRepository(
                jdbc,
                batch,
                new TransactionTemplate(transactions),
                queue,
                events,
                keys,
                clock,
                diskSync(dataSource, jdbc),
                publisher,
                audit.getIfAvailable(AuditSink::none),
                creator);
    }

    /**
     * Forces committed data to disk. PostgreSQL does so at each commit. H2 only writes to the operating system, which
     * survives a killed process but not a power failure.
     */
    private static Runnable diskSync(DataSource dataSource, JdbcClient jdbc) throws MetaDataAccessException {
        String url = JdbcUtils.extractDatabaseMetaData(dataSource, DatabaseMetaData::getURL);
        boolean isFile = url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:h2:mem:");
        return isFile ? () -> jdbc.sql("checkpoint sync").update() : () -> {};
    }
}
