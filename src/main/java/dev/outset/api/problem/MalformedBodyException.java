package dev.outset.api.problem;

/** A request body is no JSON. */
public final class MalformedBodyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedBodyException(String message) {
        super(message);
    }
}
