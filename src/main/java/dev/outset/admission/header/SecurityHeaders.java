package dev.outset.admission.header;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The headers that keep a browser from doing more with an answer than showing it. Data may load nothing at all; the page
 * only what comes from here, without anything inline; Swagger UI in addition styles and pictures that it makes itself.
 */
public final class SecurityHeaders {

    private static final String DATA =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** No inline script or style and nothing evaluated: text from a definition can never become code. */
    private static final String PAGE = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private final Map<String, String> ofData;

    private final Map<String, String> ofPage;

    private final Map<String, String> ofSwaggerUi;

    private final String transport;

    public SecurityHeaders(HeaderSettings settings) {
        this.ofData = headers(DATA);
        this.ofPage = headers(PAGE);
        this.ofSwaggerUi =
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
     * The headers of an answer.
     *
     * @param path the path that was asked for
     * @param secure whether it came over TLS
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
            return ofSwaggerUi;
        }
        return path.equals("/") || path.equals("/index.html") || path.startsWith("/ui/") ? ofPage : ofData;
    }
}
