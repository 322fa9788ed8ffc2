package dev.outset.access.http;

import dev.outset.access.AccessSettingException;
import dev.outset.access.AccessSettings;
import java.util.List;
import org.springframework.core.env.Environment;

/** Whether and where the service requires authentication. */
enum AccessMode {
    /** Every request must carry an API key or an access token. */
    AUTHENTICATED,
    /** No authentication; the service listens on loopback only, and every local client is an administrator. */
    OPEN_ON_LOOPBACK,
    /** No authentication; every client that reaches the port is an administrator. */
    OPEN_TO_NETWORK;

    private static final String JWT = "spring.security.oauth2.resourceserver.jwt.";

    /**
     * Derives the mode from the settings.
     *
     * @throws AccessSettingException if the settings contradict each other, or tokens would be accepted without an
     *     audience
     */
    static AccessMode of(AccessSettings settings, Environment environment) {
        boolean tokens = acceptsTokens(environment);
        if (tokens
                && !environment.containsProperty(JWT + "audiences")
                && !environment.containsProperty(JWT + "audiences[0]")) {
            throw new AccessSettingException(
                    "Access tokens are enabled without an audience: a token for any other service of the same issuer"
                            + " would be accepted.",
                    "Set " + JWT + "audiences to the audience of tokens for Outset");
        }
        if (settings.required() || tokens || hasBootstrapKey(settings)) {
            if (settings.allowUnauthenticatedNetworkAccess()) {
                throw new AccessSettingException(
                        "Authentication is configured, but outset.access.allow-unauthenticated-network-access is set.",
                        "Remove one of the two");
            }
            return AUTHENTICATED;
        }
        return settings.allowUnauthenticatedNetworkAccess() ? OPEN_TO_NETWORK : OPEN_ON_LOOPBACK;
    }

    private static boolean hasBootstrapKey(AccessSettings settings) {
        return settings.bootstrapKeyFile() != null
                || (settings.bootstrapKey() != null && !settings.bootstrapKey().isBlank());
    }

    private static boolean acceptsTokens(Environment environment) {
        return List.of("issuer-uri", "jwk-set-uri", "public-key-location").stream()
                .anyMatch(name -> !environment.getProperty(JWT + name, "").isBlank());
    }
}
