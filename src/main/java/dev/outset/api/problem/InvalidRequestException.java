package dev.outset.api.problem;

import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import java.util.List;
import org.springframework.http.HttpStatus;

/** The content of a request is not valid (422); carries all violations. */
public final class InvalidRequestException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final transient Violations violations;

    /** A request with the given violations, which are reported once each in the order of their pointers. */
    public InvalidRequestException(Violations found) {
        Violations violations = found.ordered();
        super(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid-request",
                "The request is not valid",
                violations.errors().size() == 1
                        ? "1 violation was found"
                        : violations.errors().size() + " violations were found",
                "Fix every entry in 'violations' and send the request again; nothing was stored");
        this.violations = violations;
        getBody().setProperty("violations", Violations.truncated(violations.errors()));
        if (!violations.warnings().isEmpty()) {
            getBody().setProperty("warnings", Violations.truncated(violations.warnings()));
        }
    }

    /** A request with one violation. */
    public InvalidRequestException(Violation violation) {
        this(new Violations(List.of(violation)));
    }

    /** Rejects a request if there are errors. */
    public static void throwIfErrors(Violations violations) {
        if (violations.hasErrors()) {
            throw new InvalidRequestException(violations);
        }
    }

    /** All violations, including warnings. */
    public Violations violations() {
        return violations;
    }
}
