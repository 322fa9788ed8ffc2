package dev.outset.access.key;

import dev.outset.access.LabelScope;
import dev.outset.access.Role;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key of the API, without the key itself.
 *
 * @param id its id, which stands in the key
 * @param name who or what uses it
 * @param role what it may do
 * @param reach to which VMs
 * @param createdBy who made it
 * @param createdAt when
 * @param expiresAt when it ends
 * @param revokedAt when it was revoked; null if it was not
 * @param lastUsedAt when it was last used, coarsely; null if it was not
 * @param replaces the key that it came for; null if it came for none
 */
public record ApiKey(
        String id,
        String name,
        Role role,
        LabelScope reach,
        String createdBy,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt,
        @Nullable String replaces) {

    /** Whether it lets anybody in at a time. */
    public boolean isValidAt(Instant time) {
        return revokedAt == null && time.isBefore(expiresAt);
    }

    ApiKey expiring(Instant at) {
        return new ApiKey(id, name, role, reach, createdBy, createdAt, at, revokedAt, lastUsedAt, replaces);
    }

    ApiKey revoked(Instant at) {
        return new ApiKey(id, name, role, reach, createdBy, createdAt, expiresAt, at, lastUsedAt, replaces);
    }

    ApiKey used(Instant at) {
        return new ApiKey(id, name, role, reach, createdBy, createdAt, expiresAt, revokedAt, at, replaces);
    }
}
