package dev.outset.access.http;

import org.springframework.security.core.AuthenticationException;

/** Whether a credential is good cannot be told now: the database or the token's issuer does not answer. */
public final class AuthenticationUnavailableException extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    AuthenticationUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
