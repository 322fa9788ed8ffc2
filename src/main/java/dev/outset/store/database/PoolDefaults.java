package dev.outset.store.database;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.jdbc.DatabaseDriver;

/**
 * Sets defaults of connections to PostgreSQL, so that a suspended process does not lock rows indefinitely, and an
 * unreachable server is detected.
 */
public final class PoolDefaults implements BeanPostProcessor {

    private static final String IDLE_TRANSACTION_TIMEOUT = "-c idle_in_transaction_session_timeout=15000";

    private static final String SOCKET_TIMEOUT_SECONDS = "60";

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool
                && DatabaseDriver.fromJdbcUrl(pool.getJdbcUrl()) == DatabaseDriver.POSTGRESQL) {
            pool.getDataSourceProperties().putIfAbsent("options", IDLE_TRANSACTION_TIMEOUT);
            pool.getDataSourceProperties().putIfAbsent("socketTimeout", SOCKET_TIMEOUT_SECONDS);
            pool.getDataSourceProperties().putIfAbsent("tcpKeepAlive", "true");
            // The driver combines a batch of inserts into few statements with many rows.
            pool.getDataSourceProperties().putIfAbsent("reWriteBatchedInserts", "true");
        }
        return bean;
    }
}
