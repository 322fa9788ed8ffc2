package dev.outset.api.problem;

import dev.outset.violation.Violations;

/** A request is refused for what it says; carries every violation. */
public final class InvalidRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Violations violations;

    public InvalidRequestException(Violations violations) {
        super(violations.errors().size() + " violations");
        this.violations = violations;
    }

    public Violations violations() {
        return violations;
    }
}
