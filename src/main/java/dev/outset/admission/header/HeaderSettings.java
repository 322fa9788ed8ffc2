package dev.outset.admission.header;

import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Security headers of responses.
 *
 * @param hsts the max-age of the Strict-Transport-Security header, which is sent over TLS only; zero to omit the header
 * @param swaggerUiConnect origins that Swagger UI may connect to in addition to this service, such as
 *     {@code https://login.example.org} to obtain a token
 */
@Validated
@ConfigurationProperties("outset.headers")
public record HeaderSettings(
        @DefaultValue("365d") @DurationMin Duration hsts,

        @DefaultValue
        List<
                        @Pattern(
                                regexp = HeaderSettings.ORIGIN,
                                message = "must be an origin, such as https://login.example.org")
                        String>
                swaggerUiConnect) {

    static final String ORIGIN = "https?://[A-Za-z0-9.:_\\[\\]-]+";

    public HeaderSettings {
        swaggerUiConnect = List.copyOf(swaggerUiConnect);
    }
}
