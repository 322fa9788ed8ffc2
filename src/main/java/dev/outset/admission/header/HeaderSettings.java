package dev.outset.admission.header;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What answers tell browsers.
 *
 * @param hsts for how long browsers shall come by TLS only, told where TLS is on; zero to say nothing
 * @param swaggerUiConnect where Swagger UI may connect to beside this service, such as {@code https://login.example.org}
 *     for the token of a login there
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
