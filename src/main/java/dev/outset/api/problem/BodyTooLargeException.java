package dev.outset.api.problem;

import org.springframework.util.unit.DataSize;

/** A request body exceeds {@code outset.api.max-body-size}. */
public final class BodyTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A body that exceeds a limit in bytes. */
    public BodyTooLargeException(DataSize limit) {
        super("The request body is longer than " + limit.toBytes() + " bytes");
    }
}
