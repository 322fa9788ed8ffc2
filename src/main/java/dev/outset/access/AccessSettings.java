package dev.outset.access;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Authentication and authorization settings.
 *
 * @param required whether every request must carry an API key or an access token; implied by a bootstrap key or a token
 *     issuer (spring.security.oauth2.resourceserver.jwt)
 * @param bootstrapKey the first administrator key, 32 to 256 letters, digits, '-' and '_'; intended for an environment
 *     variable that is filled from a secret
 * @param bootstrapKeyFile the file that contains the bootstrap key
 * @param subjectClaim the token claim that names the principal
 * @param tokenRules maps token claims to roles; the first matching rule applies, and a token that matches none has no
 *     role
 * @param allowedHosts host names, in addition to localhost, that are accepted in the Host header when authentication is
 *     off
 * @param allowUnauthenticatedNetworkAccess whether the service may listen beyond loopback without authentication,
 *     because a component in front of it authenticates clients; every client that reaches the port is an administrator
 */
@Validated
@ConfigurationProperties("outset.access")
public record AccessSettings(
        @DefaultValue("false") boolean required,
        @Nullable SecretText bootstrapKey,
        @Nullable Path bootstrapKeyFile,
        @DefaultValue("sub") @NotBlank String subjectClaim,
        @DefaultValue List<@Valid TokenRule> tokenRules,
        @DefaultValue List<@NotBlank String> allowedHosts,
        @DefaultValue("false") boolean allowUnauthenticatedNetworkAccess) {

    public AccessSettings {
        tokenRules = List.copyOf(tokenRules);
        allowedHosts = List.copyOf(allowedHosts);
    }

    /**
     * Grants a role to tokens with a claim.
     *
     * @param claim the claim, such as {@code groups}, or a path into nested claims, such as {@code realm_access.roles}
     * @param value the value of the claim, or one of its values
     * @param role the role
     * @param labels the labels that a VM must have to be accessible; empty for every VM
     */
    public record TokenRule(
            @NotBlank String claim,
            @NotBlank String value,
            @NotNull Role role,
            @DefaultValue Map<String, String> labels) {

        public TokenRule {
            labels = Map.copyOf(labels);
        }
    }
}
