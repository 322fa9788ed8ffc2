package dev.outset.api.access;

import dev.outset.access.Role;
import dev.outset.access.key.ApiKey;
import dev.outset.access.key.ApiKeys;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An API key.
 *
 * @param id the id of the key, which is also part of the key
 * @param key the key itself; null except in the response that creates it
 * @param name the user or program that uses the key
 * @param role the role that the key grants
 * @param selection the labels that a VM must have for the key to read or change it; empty for all VMs
 * @param createdBy the principal that created the key
 * @param createdAt when the key was created
 * @param expiresAt when the key expires
 * @param revokedAt when the key was revoked; null if it was not
 * @param lastUsedAt approximately when the key was last used; null if it was never used
 * @param replaces the id of the key that this one replaced in a rotation; null if it replaced none
 */
@Schema(name = "ApiKey")
record ApiKeyView(
        @Schema(example = "3k9x0a7mq2vd") String id,
        @Nullable String key,
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
