package dev.outset.store.idempotency;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The retention of responses that are stored for an Idempotency-Key.
 *
 * @param retention how long a key and its response are retained; afterwards the key can be used again
 */
@ConfigurationProperties("outset.idempotency")
public record IdempotencySettings(@DefaultValue("24h") Duration retention) {

    public IdempotencySettings {
        if (retention.isNegative()) {
            throw new IllegalArgumentException("outset.idempotency.retention must not be negative");
        }
    }
}
