package dev.outset.api.problem;

import org.springframework.http.HttpStatus;

/** A request conflicts with the current state of a resource (409). */
public final class ConflictException extends ProblemException {

    private static final long serialVersionUID = 1L;

    /** A conflict; the message describes the current state and becomes the detail of the problem. */
    public ConflictException(String message) {
        this(message, "Wait until the current operation is complete, then try again");
    }

    /**
     * A conflict.
     *
     * @param message the current state; becomes the detail of the problem
     * @param action what the client should do
     */
    public ConflictException(String message, String action) {
        super(HttpStatus.CONFLICT, "conflict", "The request conflicts with the current state", message, action);
    }
}
