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
    ApiKeyAuthenticator apiKeyAuthenticator(
            AccessSettings access, ApiKeyTable stored, InstantSource clock, KeySettings settings) {
        return new ApiKeyAuthenticator(BootstrapKey.of(access), stored, clock, settings);
    }

    @Bean
    ApiKeys apiKeys(
            ApiKeyTable stored,
            ApiKeyAuthenticator authenticator,
            PlatformTransactionManager transactions,
            AuditSink audit,
            CurrentPrincipal caller,
            InstantSource clock,
            KeySettings settings) {
        return new ApiKeys(
                stored,
                authenticator,
                new TransactionTemplate(transactions),
                audit,
                caller,
                clock,
                new SecureRandom(),
                settings);
    }
}
