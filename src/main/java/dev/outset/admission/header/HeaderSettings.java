package dev.outset.admission.header;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Security headers of responses.
 *
 * @param hsts the max-age of the Strict-Transport-Security header, which is sent over TLS only; zero to omit the header
 * @param swaggerUiConnect origins that Swagger UI may connect to in addition to this service, such as
 *     {@code https://login.example.org} to obtain a token
 */
@ConfigurationProperties("outset.headers")
public record HeaderSettings(
        @DefaultValue("365d") Duration hsts, @DefaultValue List<String> swaggerUiConnect) {

    public HeaderSettings {
        swaggerUiConnect = List.copyOf(swaggerUiConnect);
        if (hsts.isNegative()) {
            throw new IllegalArgumentException("outset.headers.hsts is " + hsts + ": it must not be negative");
        }
        for (String source : swaggerUiConnect) {
            if (!source.matches("https?://[A-Za-z0-9.:_\\[\\]-]+")) {
                throw new IllegalArgumentException("outset.headers.swagger-ui-connect is '" + source
                        + "': it must be an origin, such as https://login.example.org");
            }
        }
    }
}
