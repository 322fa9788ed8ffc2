package dev.outset.access.key;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Keys of the API.
 *
 * @param lifetime how long a key is valid when the request does not say
 * @param maxLifetime the longest that a request may say
 * @param rotationGrace how long the old key goes on after a rotation
 * @param maxKeys how many keys may be valid at once
 * @param cacheTime how long a key is remembered before the database is asked again; so long a revoked one may go on at
 *     another replica
 * @param cacheSize how many keys are remembered
 * @param usePrecision how exactly it is kept when a key was last used
 */
@Validated
@ConfigurationProperties("outset.access.keys")
public record KeySettings(
        @DefaultValue("90d") Duration lifetime,
        @DefaultValue("365d") Duration maxLifetime,
        @DefaultValue("24h") Duration rotationGrace,
        @DefaultValue("1000") @Min(1) int maxKeys,
        @DefaultValue("5s") Duration cacheTime,
        @DefaultValue("10000") @Min(1) int cacheSize,
        @DefaultValue("1h") Duration usePrecision) {

    public KeySettings {
        boolean isFine = lifetime.isPositive()
                && lifetime.compareTo(maxLifetime) <= 0
                && !rotationGrace.isNegative()
                && !cacheTime.isNegative()
                && usePrecision.isPositive();
        if (!isFine) {
            throw new IllegalArgumentException(
                    "outset.access.keys: lifetime is more than nothing and at most"
                            + " max-lifetime, rotation-grace and cache-time are not negative, use-precision is more than nothing");
        }
    }
}
