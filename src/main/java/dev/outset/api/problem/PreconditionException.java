package dev.outset.api.problem;

import org.springframework.http.HttpStatus;

/** A conditional request lacks its condition (428), or the condition does not hold (412). */
public final class PreconditionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;

    private PreconditionException(HttpStatus status, String message) {
        super(message);
        this.status = status;
    }

    public static PreconditionException missing() {
        return new PreconditionException(
                HttpStatus.PRECONDITION_REQUIRED, "A change needs the header If-Match with the ETag that was read");
    }

    public static PreconditionException stale() {
        return new PreconditionException(
                HttpStatus.PRECONDITION_FAILED, "The definition has changed since the ETag in If-Match was read");
    }

    public HttpStatus status() {
        return status;
    }
}
