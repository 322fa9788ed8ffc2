package dev.outset.store.idempotency;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long answers are kept under their Idempotency-Key.
 *
 * @param keep the age at which a key is forgotten and may be used anew
 */
@ConfigurationProperties("outset.idempotency")
public record IdempotencySettings(@DefaultValue("24h") Duration keep) {

    public IdempotencySettings {
        if (keep.isNegative()) {
            throw new IllegalArgumentException("outset.idempotency: keep is not negative");
        }
    }
}
