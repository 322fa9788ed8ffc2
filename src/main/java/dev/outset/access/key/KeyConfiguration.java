package dev.outset.access.key;

import dev.outset.access.AccessSettings;
import dev.outset.access.Caller;
import dev.outset.store.Journal;
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
    StoredKeys storedKeys(JdbcClient jdbc) {
        return new StoredKeys(jdbc);
    }

    @Bean
    KeyCache keyCache(StoredKeys stored, InstantSource clock, KeySettings settings) {
        return new KeyCache(stored, clock, settings);
    }

    @Bean
    KeyHolders keyHolders(KeyCache keys, AccessSettings settings) {
        return new KeyHolders(keys, BootstrapKey.of(settings));
    }

    @Bean
    ApiKeys apiKeys(
            StoredKeys stored,
            KeyCache cache,
            PlatformTransactionManager transactions,
            Journal journal,
            Caller caller,
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
