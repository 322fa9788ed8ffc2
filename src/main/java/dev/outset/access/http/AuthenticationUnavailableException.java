package dev.outset.access.http;

import org.springframework.security.core.AuthenticationException;

/** A credential cannot be verified because the database or the token issuer is unavailable. */
public final class AuthenticationUnavailableException extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    AuthenticationUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
