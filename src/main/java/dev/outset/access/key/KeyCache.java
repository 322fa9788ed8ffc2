package dev.outset.access.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A short-lived cache of the keys in the database; also remembers ids that do not exist. */
final class KeyCache {

    private final ApiKeyTable stored;

    private final KeySettings settings;

    private final InstantSource clock;

    private final Cache<String, Optional<ApiKeyTable.Row>> cache;

    KeyCache(ApiKeyTable stored, InstantSource clock, KeySettings settings) {
        this.stored = stored;
        this.clock = clock;
        this.settings = settings;
        this.cache = Caffeine.newBuilder()
                .maximumSize(settings.cacheSize())
                .expireAfterWrite(settings.cacheTime())
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    /** The key with the given id, if it is valid. */
    Optional<ApiKey> findValid(String id) {
        return row(id).map(ApiKeyTable.Row::key).filter(key -> key.isValidAt(clock.instant()));
    }

    /** The key with the given text, if it is valid; updates the time of its last use. */
    Optional<ApiKey> authenticate(String text) {
        Optional<ApiKey> key = ApiKeyText.id(text)
                .flatMap(this::row)
                .filter(row -> ApiKeyText.matchesHash(row.hash(), text))
                .map(ApiKeyTable.Row::key)
                .filter(found -> found.isValidAt(clock.instant()));
        key.ifPresent(this::recordUse);
        return key;
    }

    private Optional<ApiKeyTable.Row> row(String id) {
        return cache.get(id, stored::find);
    }

    private void recordUse(ApiKey key) {
        Instant now = clock.instant();
        Instant last = key.lastUsedAt();
        if (last == null || last.plus(settings.lastUsedPrecision()).isBefore(now)) {
            stored.recordUse(key.id(), now);
            cache.asMap()
                    .computeIfPresent(
                            key.id(),
                            (id, row) -> row.map(
                                    known -> new ApiKeyTable.Row(known.key().used(now), known.hash())));
        }
    }

    /** Removes a key from the cache after a change. */
    void invalidate(String id) {
        cache.invalidate(id);
    }
}
