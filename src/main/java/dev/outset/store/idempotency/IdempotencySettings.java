package dev.outset.store.idempotency;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The retention of responses that are stored for an Idempotency-Key.
 *
 * @param retention how long a key and its response are retained; afterwards the key can be used again
 */
@Validated
@ConfigurationProperties("outset.idempotency")
public record IdempotencySettings(
        @DefaultValue("24h") @DurationMin Duration retention) {}
