package dev.outset.api.problem;

import org.springframework.http.HttpStatus;

/** A conditional request has no precondition (428), or the precondition fails (412). */
public final class PreconditionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;

    private PreconditionException(HttpStatus status, String message) {
        super(message);
        this.status = status;
    }

    /** The header If-Match is missing (428). */
    public static PreconditionException missing() {
        return new PreconditionException(
                HttpStatus.PRECONDITION_REQUIRED, "This request requires the header If-Match with the current ETag");
    }

    /** The ETag in If-Match does not match the stored definition (412). */
    public static PreconditionException stale() {
        return new PreconditionException(
                HttpStatus.PRECONDITION_FAILED, "The ETag in If-Match does not match the current definition");
    }

    /** The HTTP status: 428 or 412. */
    public HttpStatus status() {
        return status;
    }
}
