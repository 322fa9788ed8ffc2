package dev.outset.api.problem;

import org.springframework.http.HttpStatus;

/** The resource that a path names does not exist (404). */
public final class NotFoundException extends ProblemException {

    private static final long serialVersionUID = 1L;

    /** A missing resource; the message names it and becomes the detail of the problem. */
    public NotFoundException(String message) {
        super(
                HttpStatus.NOT_FOUND,
                "not-found",
                "Not found",
                message,
                "Check the name or id; the list operation shows the existing ones");
    }
}
