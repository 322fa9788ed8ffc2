package dev.outset.api;

import dev.outset.violation.Violations;

/** A request is refused for what it says; carries every violation. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Violations violations;

    RefusedException(Violations violations) {
        super(violations.errors().size() + " violations");
        this.violations = violations;
    }

    Violations violations() {
        return violations;
    }
}
