package dev.outset.access.http;

import dev.outset.access.Principal;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.transaction.TransactionException;

/** Turns what a request shows into a subject: a token has dots in it, a key has none. */
final class Credentials implements AuthenticationManager {

    private final Function<String, Optional<Principal>> keys;

    private final Optional<JwtDecoder> tokens;

    private final JwtPrincipalConverter holders;

    /**
     * What is taken.
     *
     * @param keys who holds a key
     * @param tokens verifies tokens; empty where none are taken
     * @param holders who holds a token
     */
    Credentials(
            Function<String, Optional<Principal>> keys, Optional<JwtDecoder> tokens, JwtPrincipalConverter holders) {
        this.keys = keys;
        this.tokens = tokens;
        this.holders = holders;
    }

    @Override
    public Authentication authenticate(Authentication shown) {
        String text = ((BearerTokenAuthenticationToken) shown).getToken();
        return new PrincipalAuthentication(text.indexOf('.') >= 0 ? holder(text) : keyHolder(text));
    }

    private Principal keyHolder(String key) {
        try {
            return keys.apply(key)
                    .orElseThrow(
                            () -> new InvalidBearerTokenException("The key is unknown, has expired or was revoked"));
        } catch (DataAccessException | TransactionException away) {
            throw new AuthenticationUnavailableException("The database of keys does not answer", away);
        }
    }

    private Principal holder(String token) {
        JwtDecoder decoder =
                tokens.orElseThrow(() -> new InvalidBearerTokenException("Tokens are not taken here, only keys"));
        try {
            Jwt verified = decoder.decode(token);
            return holders.of(verified);
        } catch (JwtValidationException invalid) {
            throw new InvalidBearerTokenException(invalid.getErrors().stream()
                    .map(OAuth2Error::getDescription)
                    .collect(Collectors.joining("; ", "The token is refused: ", "")));
        } catch (BadJwtException bad) {
            // Its message may quote what was sent.
            throw new InvalidBearerTokenException("The token cannot be verified");
        } catch (JwtException | JwtDecoderInitializationException away) {
            throw new AuthenticationUnavailableException("The issuer of tokens does not answer", away);
        }
    }
}
