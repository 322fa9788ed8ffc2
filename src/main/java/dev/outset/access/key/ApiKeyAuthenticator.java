package dev.outset.access.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.outset.access.Principal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Authenticates API keys: the bootstrap key of the settings and those in the database, which are cached for a short
 * time, as are ids that do not exist.
 */
public final class ApiKeyAuthenticator {

    private final BootstrapKey bootstrap;

    private final ApiKeyTable stored;

    private final KeySettings settings;

    private final InstantSource clock;

    private final Cache<String, Optional<ApiKeyTable.Row>> cache;

    ApiKeyAuthenticator(BootstrapKey bootstrap, ApiKeyTable stored, InstantSource clock, KeySettings settings) {
        this.bootstrap = bootstrap;
        this.stored = stored;
        this.clock = clock;
        this.settings = settings;
        this.cache = Caffeine.newBuilder()
                .maximumSize(settings.cacheSize())
                .expireAfterWrite(settings.cacheTime())
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    /**
     * The principal of a key; empty if the text is not a key, or the key is unknown, expired or revoked. Updates the
     * time of the key's last use.
     */
    public Optional<Principal> authenticate(String text) {
        return bootstrap
                .authenticate(text)
                .or(() -> ApiKeyText.id(text)
                        .flatMap(this::findValid)
                        .filter(row -> ApiKeyText.matchesHash(row.hash(), text))
                        .map(row -> principal(used(row.key()))));
    }

    private static Principal principal(ApiKey key) {
        return new Principal(key.name(), key.role(), key.reach(), "key " + key.id(), key.id(), key.expiresAt());
    }

    /** Whether the key with the given id is valid. */
    public boolean isValid(String id) {
        return findValid(id).isPresent();
    }

    private Optional<ApiKeyTable.Row> findValid(String id) {
        return cache.get(id, stored::find).filter(row -> row.key().isValidAt(clock.instant()));
    }

    private ApiKey used(ApiKey key) {
        Instant now = clock.instant();
        Instant last = key.lastUsedAt();
        if (last == null || last.plus(settings.lastUsedPrecision()).isBefore(now)) {
            stored.recordUse(key.id(), now);
            cache.put(key.id(), stored.find(key.id()));
        }
        return key;
    }

    /** Removes a key from the cache after a change. */
    void invalidate(String id) {
        cache.invalidate(id);
    }
}
