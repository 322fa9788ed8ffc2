package dev.outset.api.problem;

import dev.outset.violation.Violations;

/** The content of a request is not valid (422); carries all violations. */
public final class InvalidRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Violations violations;

    /** A request with the given violations. */
    public InvalidRequestException(Violations violations) {
        super(
                violations.errors().size() == 1
                        ? "1 violation"
                        : violations.errors().size() + " violations");
        this.violations = violations;
    }

    /** All violations, including warnings. */
    public Violations violations() {
        return violations;
    }
}
