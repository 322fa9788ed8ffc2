package dev.outset.access.key;

import dev.outset.access.LabelScope;
import dev.outset.access.Role;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of an API key, without its secret text.
 *
 * @param id the id, which is part of the key's text
 * @param name the person or program that uses the key
 * @param role the role that the key grants
 * @param reach the VMs that are accessible with the key
 * @param createdBy the name of the principal that created the key
 * @param createdAt when the key was created
 * @param expiresAt when the key expires
 * @param revokedAt when the key was revoked; null if it was not
 * @param lastUsedAt when the key was last used, with the precision of the settings; null if it was not
 * @param replaces the id of the key that this key replaces after a rotation; null if it replaces none
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

    /** Whether the key is valid at the given time: neither expired nor revoked. */
    public boolean isValidAt(Instant time) {
        return revokedAt == null && time.isBefore(expiresAt);
    }

    ApiKey expiring(Instant at) {
        return new ApiKey(id, name, role, reach, createdBy, createdAt, at, revokedAt, lastUsedAt, replaces);
    }

    ApiKey revoked(Instant at) {
        return new ApiKey(id, name, role, reach, createdBy, createdAt, expiresAt, at, lastUsedAt, replaces);
    }
}
