package dev.outset.api.problem;

/** A request does not fit the state that something is in. */
public final class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ConflictException(String message) {
        super(message);
    }
}
