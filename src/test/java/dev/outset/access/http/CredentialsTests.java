package dev.outset.access.http;

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

/** What becomes of a key or a token, also when nobody can say whether it is good. */
class CredentialsTests {

    private static final JwtPrincipalConverter HOLDERS = new JwtPrincipalConverter(settings());

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

    private static Principal subject(Function<String, Optional<Principal>> keys, JwtDecoder tokens, String shown) {
        return ((PrincipalAuthentication) new Credentials(keys, Optional.of(tokens), HOLDERS)
                        .authenticate(new BearerTokenAuthenticationToken(shown)))
                .getPrincipal();
    }

    private static Principal holder(Map<String, Object> claims) {
        Jwt.Builder token = Jwt.withTokenValue("a.b.c").header("alg", "RS256").subject("ada\n\u0000");
        claims.forEach(token::claim);
        return HOLDERS.of(token.expiresAt(Instant.EPOCH).build());
    }

    @Test
    void findsARoleByTheFirstRuleThatFits() {
        assertThat(holder(Map.of("realm", Map.of("roles", List.of("x", "boss")), "scope", "read"))
                        .role())
                .isEqualTo(Role.ADMINISTRATOR);
        assertThat(holder(Map.of("https://example.org/groups", List.of("db")))
                        .reach()
                        .labels())
                .containsEntry("team", "db");
        assertThat(holder(Map.of("scope", "openid read")).role()).isEqualTo(Role.VIEWER);
        assertThat(holder(Map.of("trusted", true)).role()).isEqualTo(Role.VIEWER);
    }

    @Test
    void givesNoRoleWhereNoRuleFits() {
        assertThat(holder(Map.of("realm", "boss", "scope", "reads", "groups", List.of("db")))
                        .role())
                .isEqualTo(Role.NONE);
    }

    @Test
    void namesASubjectOnlyInCharactersThatCanBeKept() {
        assertThat(holder(Map.of()).name()).isEqualTo("ada??");
    }

    @ParameterizedTest
    @CsvSource({"key, database", "a.b.c, issuer"})
    void saysThatItCannotTellWhenNobodyAnswers(String shown, String who) {
        assertThatThrownBy(() -> subject(
                        key -> {
                            throw new DataAccessResourceFailureException("away");
                        },
                        token -> {
                            throw new JwtException("away");
                        },
                        shown))
                .isInstanceOf(AuthenticationUnavailableException.class)
                .hasMessageContaining(who);
    }

    @Test
    void saysThatItCannotTellWhenTheIssuerWasNeverReached() {
        JwtDecoder unreached = new SupplierJwtDecoder(() -> {
            throw new IllegalArgumentException("away");
        });

        assertThatThrownBy(() -> subject(key -> Optional.empty(), unreached, "a.b.c"))
                .isInstanceOf(AuthenticationUnavailableException.class);
    }

    @Test
    void takesNoTokenWhereNoneAreTaken() {
        Credentials keysOnly = new Credentials(key -> Optional.empty(), Optional.empty(), HOLDERS);

        assertThatThrownBy(() -> keysOnly.authenticate(new BearerTokenAuthenticationToken("a.b.c")))
                .isInstanceOf(InvalidBearerTokenException.class);
        assertThatThrownBy(() -> keysOnly.authenticate(new BearerTokenAuthenticationToken("key")))
                .isInstanceOf(InvalidBearerTokenException.class);
    }
}
