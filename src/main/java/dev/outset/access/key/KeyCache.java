package dev.outset.access.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Keys as the database had them a moment ago, also those it had not. */
final class KeyCache {

    private final ApiKeyTable stored;

    private final KeySettings settings;

    private final InstantSource clock;

    private final Cache<String, Optional<ApiKeyTable.Row>> remembered;

    KeyCache(ApiKeyTable stored, InstantSource clock, KeySettings settings) {
        this.stored = stored;
        this.clock = clock;
        this.settings = settings;
        this.remembered = Caffeine.newBuilder()
                .maximumSize(settings.cacheSize())
                .expireAfterWrite(settings.cacheTime())
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    /** The key of an id, if it is valid. */
    Optional<ApiKey> valid(String id) {
        return row(id).map(ApiKeyTable.Row::key).filter(key -> key.isValidAt(clock.instant()));
    }

    /** The key of a text, if it is valid. */
    Optional<ApiKey> authenticate(String text) {
        Optional<ApiKey> key = ApiKeyText.id(text)
                .flatMap(this::row)
                .filter(row -> ApiKeyText.isHash(row.hash(), text))
                .map(ApiKeyTable.Row::key)
                .filter(found -> found.isValidAt(clock.instant()));
        key.ifPresent(this::noteUse);
        return key;
    }

    private Optional<ApiKeyTable.Row> row(String id) {
        return remembered.get(id, stored::find);
    }

    private void noteUse(ApiKey key) {
        Instant now = clock.instant();
        Instant last = key.lastUsedAt();
        if (last == null || last.plus(settings.usePrecision()).isBefore(now)) {
            stored.use(key.id(), now);
            remembered
                    .asMap()
                    .computeIfPresent(
                            key.id(),
                            (id, row) -> row.map(
                                    known -> new ApiKeyTable.Row(known.key().used(now), known.hash())));
        }
    }

    void forget(String id) {
        remembered.invalidate(id);
    }
}
