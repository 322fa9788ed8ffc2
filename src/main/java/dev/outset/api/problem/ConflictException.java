package dev.outset.api.problem;

/** A request conflicts with the current state of a resource (409). */
public final class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A conflict; the message describes the current state and becomes the detail of the problem. */
    public ConflictException(String message) {
        super(message);
    }
}
