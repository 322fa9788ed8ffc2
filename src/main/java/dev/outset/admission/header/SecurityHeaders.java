package dev.outset.admission.header;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The security headers of responses. Data may not load any resource; the web UI may load resources of this service
 * only, and nothing inline; Swagger UI may in addition use inline styles and data images.
 */
public final class SecurityHeaders {

    private static final String DATA =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Neither inline scripts or styles nor eval: text from a definition can never be executed. */
    private static final String UI = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private final Map<String, String> dataHeaders;

    private final Map<String, String> uiHeaders;

    private final Map<String, String> swaggerUiHeaders;

    private final String transport;

    /** Creates the headers from the settings. */
    public SecurityHeaders(HeaderSettings settings) {
        this.dataHeaders = headers(DATA);
        this.uiHeaders = headers(UI);
        this.swaggerUiHeaders =
                headers("default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src "
                        + String.join(" ", "'self'", String.join(" ", settings.swaggerUiConnect()))
                                .strip()
                        + "; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
        this.transport =
                settings.hsts().isZero() ? "" : "max-age=" + settings.hsts().toSeconds();
    }

    private static Map<String, String> headers(String policy) {
        return Map.of(
                "X-Content-Type-Options", "nosniff",
                "X-Frame-Options", "DENY",
                "Referrer-Policy", "no-referrer",
                "Cross-Origin-Opener-Policy", "same-origin",
                "Cross-Origin-Resource-Policy", "same-origin",
                "Permissions-Policy", "camera=(), geolocation=(), microphone=()",
                "Content-Security-Policy", policy);
    }

    /**
     * The headers of a response.
     *
     * @param path the path of the request
     * @param secure whether the request was sent over TLS
     */
    Map<String, String> of(String path, boolean secure) {
        Map<String, String> headers = of(path);
        if (!secure || transport.isEmpty()) {
            return headers;
        }
        Map<String, String> withTransport = new LinkedHashMap<>(headers);
        withTransport.put("Strict-Transport-Security", transport);
        return withTransport;
    }

    private Map<String, String> of(String path) {
        if (path.startsWith("/swagger-ui")) {
            return swaggerUiHeaders;
        }
        return path.equals("/") || path.equals("/index.html") || path.startsWith("/ui/") ? uiHeaders : dataHeaders;
    }
}
