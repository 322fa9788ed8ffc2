package dev.outset.access.key;

import dev.outset.access.AccessSettings;
import dev.outset.access.CurrentPrincipal;
import dev.outset.store.audit.AuditSink;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Beans of API keys. */
@Configuration(proxyBeanMethods = false)
class KeyConfiguration {

    @Bean
    ApiKeyTable apiKeyTable(JdbcClient jdbc) {
        return new ApiKeyTable(jdbc);
    }

    @Bean
    KeyCache keyCache(ApiKeyTable stored, InstantSource clock, KeySettings settings) {
        return new KeyCache(stored, clock, settings);
    }

    @Bean
    ApiKeyAuthenticator apiKeyAuthenticator(KeyCache keys, AccessSettings settings) {
        return new ApiKeyAuthenticator(keys, BootstrapKey.of(settings));
    }

    @Bean
    ApiKeys apiKeys(
            ApiKeyTable stored,
            KeyCache cache,
            PlatformTransactionManager transactions,
            AuditSink audit,
            CurrentPrincipal caller,
            InstantSource clock,
            KeySettings settings) {
        return new ApiKeys(
                stored,
                cache,
                new TransactionTemplate(transactions),
                audit,
                caller,
                clock,
                new SecureRandom(),
                settings);
    }
}
