package dev.outset.access.http;

import dev.outset.access.AccessSettingException;
import dev.outset.access.AccessSettings;
import java.util.List;
import org.springframework.core.env.Environment;

/** How the door stands. */
enum AccessMode {
    /** Every request needs a key or a token. */
    ASKED,
    /** Whoever reaches the port on this machine may do everything. */
    OPEN_ON_LOOPBACK,
    /** Whoever reaches the port from anywhere may do everything. */
    OPEN_TO_THE_NETWORK;

    private static final String JWT = "spring.security.oauth2.resourceserver.jwt.";

    /**
     * What the settings say.
     *
     * @throws AccessSettingException if they contradict each other, or tokens for others would be taken
     */
    static AccessMode of(AccessSettings settings, Environment environment) {
        boolean tokens = takesTokens(environment);
        if (tokens
                && !environment.containsProperty(JWT + "audiences")
                && !environment.containsProperty(JWT + "audiences[0]")) {
            throw new AccessSettingException(
                    "Tokens are taken, but not whom they have to be for: without that, a token for any other service of"
                            + " the same issuer would do.",
                    "Set " + JWT + "audiences to the audience that the issuer writes into tokens for Outset");
        }
        if (settings.required() || tokens || hasBootstrapKey(settings)) {
            if (settings.dangerouslyOpenToTheNetwork()) {
                throw new AccessSettingException(
                        "Access is asked for, and outset.access.dangerously-open-to-the-network says that it is not.",
                        "Leave one of them out");
            }
            return ASKED;
        }
        return settings.dangerouslyOpenToTheNetwork() ? OPEN_TO_THE_NETWORK : OPEN_ON_LOOPBACK;
    }

    private static boolean hasBootstrapKey(AccessSettings settings) {
        return settings.bootstrapKeyFile() != null
                || (settings.bootstrapKey() != null && !settings.bootstrapKey().isBlank());
    }

    private static boolean takesTokens(Environment environment) {
        return List.of("issuer-uri", "jwk-set-uri", "public-key-location").stream()
                .anyMatch(name -> !environment.getProperty(JWT + name, "").isBlank());
    }
}
