package dev.outset.api.problem;

import org.springframework.util.unit.DataSize;

/** A request body is longer than the setting allows. */
public final class BodyTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BodyTooLargeException(DataSize limit) {
        super("The body is longer than " + limit.toBytes() + " bytes");
    }
}
