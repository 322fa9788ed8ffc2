package dev.outset.api.problem;

/** The resource that a path names does not exist (404). */
public final class NotFoundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A missing resource; the message names it and becomes the detail of the problem. */
    public NotFoundException(String message) {
        super(message);
    }
}
