package dev.outset.access.http;

import dev.outset.access.Principal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.transaction.TransactionException;

/** Authenticates API keys and access tokens. Tokens contain dots; keys do not. */
final class Credentials implements AuthenticationManager {

    private final Function<String, Optional<Principal>> keys;

    private final Optional<JwtDecoder> tokens;

    private final JwtPrincipalConverter converter;

    /**
     * Creates the authentication manager.
     *
     * @param keys returns the principal of a valid key
     * @param tokens verifies tokens; empty if tokens are not accepted
     * @param converter returns the principal of a verified token
     */
    Credentials(
            Function<String, Optional<Principal>> keys, Optional<JwtDecoder> tokens, JwtPrincipalConverter converter) {
        this.keys = keys;
        this.tokens = tokens;
        this.converter = converter;
    }

    @Override
    public Authentication authenticate(Authentication request) {
        String text = ((BearerTokenAuthenticationToken) request).getToken();
        Principal principal = text.indexOf('.') >= 0 ? tokenPrincipal(text) : keyPrincipal(text);
        return new PreAuthenticatedAuthenticationToken(
                principal,
                "",
                List.of(new SimpleGrantedAuthority("ROLE_" + principal.role().name())));
    }

    private Principal keyPrincipal(String key) {
        try {
            return keys.apply(key)
                    .orElseThrow(() -> new InvalidBearerTokenException("The API key is unknown, expired or revoked"));
        } catch (DataAccessException | TransactionException unavailable) {
            throw new AuthenticationUnavailableException("The API key database is unavailable", unavailable);
        }
    }

    private Principal tokenPrincipal(String token) {
        JwtDecoder decoder = tokens.orElseThrow(
                () -> new InvalidBearerTokenException("Access tokens are not accepted; use an API key"));
        try {
            Jwt verified = decoder.decode(token);
            return converter.convert(verified);
        } catch (JwtValidationException invalid) {
            throw new InvalidBearerTokenException(invalid.getErrors().stream()
                    .map(OAuth2Error::getDescription)
                    .collect(Collectors.joining("; ", "The access token is not valid: ", "")));
        } catch (BadJwtException bad) {
            // The message of the cause may quote the token.
            throw new InvalidBearerTokenException("The access token cannot be verified");
        } catch (JwtException | JwtDecoderInitializationException unavailable) {
            throw new AuthenticationUnavailableException("The token issuer is unavailable", unavailable);
        }
    }
}
