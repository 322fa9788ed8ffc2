package dev.outset.api.access;

import dev.outset.access.Role;
import dev.outset.access.key.ApiKey;
import dev.outset.access.key.ApiKeys;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key.
 *
 * @param id its id, which stands in the key
 * @param key the key itself; null except where it is made
 * @param name who or what uses it
 * @param role what it may do
 * @param selection labels that a VM must have for the key to see and touch it
 * @param createdBy who made it
 * @param createdAt when
 * @param expiresAt when it ends
 * @param revokedAt when it was revoked; null if it was not
 * @param lastUsedAt about when it was last used; null if it was not
 * @param replaces the key that it came for; null if it came for none
 */
@Schema(name = "ApiKey", description = "A key.")
record ApiKeyView(
        @Schema(example = "3k9x0a7mq2vd") String id,

        @Schema(description = "The key itself: only here, and only where it is made.") @Nullable String key,

        String name,
        @Schema(type = "string") Role role,
        Map<String, String> selection,
        String createdBy,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt,
        @Nullable String replaces) {

    static ApiKeyView of(ApiKey key) {
        return of(key, null);
    }

    static ApiKeyView of(ApiKeys.Issued issued) {
        return of(issued.key(), issued.text());
    }

    private static ApiKeyView of(ApiKey key, @Nullable String text) {
        return new ApiKeyView(
                key.id(),
                text,
                key.name(),
                key.role(),
                key.reach().labels(),
                key.createdBy(),
                key.createdAt(),
                key.expiresAt(),
                key.revokedAt(),
                key.lastUsedAt(),
                key.replaces());
    }
}
