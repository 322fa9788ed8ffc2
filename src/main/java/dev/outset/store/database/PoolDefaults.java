package dev.outset.store.database;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * What connections to PostgreSQL need beside what the user sets. A stopped process must not hold rows for ever, and a
 * server that is gone without a word must be noticed.
 */
public final class PoolDefaults implements BeanPostProcessor {

    private static final String ENDS_STALE_TRANSACTIONS = "-c idle_in_transaction_session_timeout=15000";

    private static final String SOCKET_TIMEOUT_SECONDS = "60";

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool && isPostgreSql(pool.getJdbcUrl())) {
            pool.getDataSourceProperties().putIfAbsent("options", ENDS_STALE_TRANSACTIONS);
            pool.getDataSourceProperties().putIfAbsent("socketTimeout", SOCKET_TIMEOUT_SECONDS);
            pool.getDataSourceProperties().putIfAbsent("tcpKeepAlive", "true");
            // A batch of inserts becomes few statements with many rows.
            pool.getDataSourceProperties().putIfAbsent("reWriteBatchedInserts", "true");
        }
        return bean;
    }

    private static boolean isPostgreSql(@Nullable String url) {
        return url != null && url.startsWith("jdbc:postgresql:");
    }
}
