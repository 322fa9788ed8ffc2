package dev.outset.access.key;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * API keys.
 *
 * @param lifetime how long a key is valid if the request does not specify a lifetime
 * @param maxLifetime the maximum lifetime that a request may specify
 * @param rotationGrace how long the replaced key remains valid after a rotation
 * @param maxKeys the maximum number of valid keys
 * @param cacheTime how long a key is cached before it is read from the database again; a key that is revoked at one
 *     replica may remain valid this long at the others
 * @param cacheSize the maximum number of cached keys
 * @param lastUsedPrecision the precision of the time at which a key was last used
 */
@Validated
@ConfigurationProperties("outset.access.keys")
public record KeySettings(
        @DefaultValue("90d") @DurationMin(millis = 1) Duration lifetime,
        @DefaultValue("365d") @DurationMin(millis = 1) Duration maxLifetime,
        @DefaultValue("24h") @DurationMin Duration rotationGrace,
        @DefaultValue("1000") @Min(1) int maxKeys,
        @DefaultValue("5s") @DurationMin Duration cacheTime,
        @DefaultValue("10000") @Min(1) int cacheSize,
        @DefaultValue("1h") @DurationMin(millis = 1) Duration lastUsedPrecision) {

    public KeySettings {
        if (lifetime.compareTo(maxLifetime) > 0) {
            throw new IllegalArgumentException("outset.access.keys: lifetime must be at most max-lifetime");
        }
    }
}
