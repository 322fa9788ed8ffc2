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

/** The beans of this room. */
@Configuration(proxyBeanMethods = false)
class KeyConfiguration {

    @Bean
    ApiKeyTable storedKeys(JdbcClient jdbc) {
        return new ApiKeyTable(jdbc);
    }

    @Bean
    KeyCache keyCache(ApiKeyTable stored, InstantSource clock, KeySettings settings) {
        return new KeyCache(stored, clock, settings);
    }

    @Bean
    ApiKeyAuthenticator keyHolders(KeyCache keys, AccessSettings settings) {
        return new ApiKeyAuthenticator(keys, BootstrapKey.of(settings));
    }

    @Bean
    ApiKeys apiKeys(
            ApiKeyTable stored,
            KeyCache cache,
            PlatformTransactionManager transactions,
            AuditSink journal,
            CurrentPrincipal caller,
            InstantSource clock,
            KeySettings settings) {
        return new ApiKeys(
                stored,
                cache,
                new TransactionTemplate(transactions),
                journal,
                caller,
                clock,
                new SecureRandom(),
                settings);
    }
}
