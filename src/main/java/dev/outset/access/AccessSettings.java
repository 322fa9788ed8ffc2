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
 * Who gets in.
 *
 * @param required whether every request needs a key or a token; true without being set once a bootstrap key or the issuer of
 *     tokens (spring.security.oauth2.resourceserver.jwt) is set
 * @param bootstrapKey the first key, of an administrator, 32 to 256 letters, digits, '-' and '_'; for an environment
 *     variable that comes from a secret
 * @param bootstrapKeyFile the file that holds it
 * @param subjectClaim the claim of a token that names the subject
 * @param tokenRules which claims of a token give which role; the first that fits counts, and none gives no role
 * @param allowedHosts names by which a service without access may be called, beside localhost
 * @param dangerouslyOpenToTheNetwork whether it may listen beyond loopback without access, because something in front of it
 *     lets only the right people through; everybody who reaches its port is an administrator
 */
@Validated
@ConfigurationProperties("outset.access")
public record AccessSettings(
        @DefaultValue("false") boolean required,
        @Nullable SecretText bootstrapKey,
        @Nullable Path bootstrapKeyFile,
        @DefaultValue("sub") @NotBlank String subjectClaim,
        @DefaultValue List<@Valid TokenRule> tokenRules,
        @DefaultValue List<String> allowedHosts,
        @DefaultValue("false") boolean dangerouslyOpenToTheNetwork) {

    public AccessSettings {
        tokenRules = List.copyOf(tokenRules);
        allowedHosts = List.copyOf(allowedHosts);
    }

    /**
     * What a claim gives.
     *
     * @param claim the claim, such as {@code groups}, or {@code realm_access.roles} for one inside another
     * @param value what it is, or has among its values
     * @param role the role
     * @param labels labels that a VM must have to be within reach; none for every VM
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
