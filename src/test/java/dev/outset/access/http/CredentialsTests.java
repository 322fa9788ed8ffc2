package dev.outset.access.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.access.AccessSettings;
import dev.outset.access.AccessSettings.TokenRule;
import dev.outset.access.Principal;
import dev.outset.access.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Authentication of keys and tokens, including failures of the database and the issuer. */
class CredentialsTests {

    private static final JwtPrincipalConverter CONVERTER = new JwtPrincipalConverter(settings());

    private static AccessSettings settings() {
        return new AccessSettings(
                false,
                null,
                null,
                "sub",
                List.of(
                        new TokenRule("realm.roles", "boss", Role.ADMINISTRATOR, Map.of()),
                        new TokenRule("https://example.org/groups", "db", Role.OPERATOR, Map.of("team", "db")),
                        new TokenRule("scope", "read", Role.VIEWER, Map.of()),
                        new TokenRule("trusted", "true", Role.VIEWER, Map.of())),
                List.of(),
                false);
    }

    private static Principal authenticate(
            Function<String, Optional<Principal>> keys, JwtDecoder tokens, String credential) {
        return (Principal) requireNonNull(new Credentials(keys, Optional.of(tokens), CONVERTER)
                .authenticate(new BearerTokenAuthenticationToken(credential))
                .getPrincipal());
    }

    private static Principal convert(Map<String, Object> claims) {
        Jwt.Builder token = Jwt.withTokenValue("a.b.c").header("alg", "RS256").subject("ada\n\u0000");
        claims.forEach(token::claim);
        return CONVERTER.convert(token.expiresAt(Instant.EPOCH).build());
    }

    @Test
    void assignsTheRoleOfTheFirstMatchingRule() {
        assertThat(convert(Map.of("realm", Map.of("roles", List.of("x", "boss")), "scope", "read"))
                        .role())
                .isEqualTo(Role.ADMINISTRATOR);
        assertThat(convert(Map.of("https://example.org/groups", List.of("db")))
                        .scope()
                        .labels())
                .containsEntry("team", "db");
        assertThat(convert(Map.of("scope", "openid read")).role()).isEqualTo(Role.VIEWER);
        assertThat(convert(Map.of("trusted", true)).role()).isEqualTo(Role.VIEWER);
    }

    @Test
    void assignsNoRoleWithoutAMatchingRule() {
        assertThat(convert(Map.of("realm", "boss", "scope", "reads", "groups", List.of("db")))
                        .role())
                .isEqualTo(Role.NONE);
    }

    @Test
    void replacesControlCharactersInNames() {
        assertThat(convert(Map.of()).name()).isEqualTo("ada??");
    }

    @ParameterizedTest
    @CsvSource({"key, database", "a.b.c, issuer"})
    void reportsAnUnavailableDatabaseOrIssuer(String credential, String component) {
        assertThatThrownBy(() -> authenticate(
                        key -> {
                            throw new DataAccessResourceFailureException("away");
                        },
                        token -> {
                            throw new JwtException("away");
                        },
                        credential))
                .isInstanceOf(AuthenticationUnavailableException.class)
                .hasMessageContaining(component);
    }

    @Test
    void reportsAnIssuerThatWasNeverReached() {
        JwtDecoder unreached = new SupplierJwtDecoder(() -> {
            throw new IllegalArgumentException("away");
        });

        assertThatThrownBy(() -> authenticate(key -> Optional.empty(), unreached, "a.b.c"))
                .isInstanceOf(AuthenticationUnavailableException.class);
    }

    @Test
    void rejectsTokensIfOnlyKeysAreAccepted() {
        Credentials keysOnly = new Credentials(key -> Optional.empty(), Optional.empty(), CONVERTER);

        assertThatThrownBy(() -> keysOnly.authenticate(new BearerTokenAuthenticationToken("a.b.c")))
                .isInstanceOf(InvalidBearerTokenException.class);
        assertThatThrownBy(() -> keysOnly.authenticate(new BearerTokenAuthenticationToken("key")))
                .isInstanceOf(InvalidBearerTokenException.class);
    }
}
