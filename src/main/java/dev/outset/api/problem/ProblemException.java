package dev.outset.api.problem;

import dev.outset.admission.limit.Rejection;
import java.net.URI;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** An exception whose response is a problem (RFC 9457), extended by the member {@code action}. */
public class ProblemException extends ErrorResponseException {

    private static final long serialVersionUID = 1L;

    /**
     * A problem.
     *
     * @param status the HTTP status
     * @param type the last part of the problem type
     * @param title the problem title
     * @param detail what went wrong
     * @param action what the client should do
     */
    @SuppressWarnings("this-escape") // The getter of the superclass returns its field.
    public ProblemException(HttpStatus status, String type, String title, String detail, String action) {
        this(new Rejection(status, type, title, detail, action));
    }

    ProblemException(Rejection rejection) {
        super(rejection.status(), problem(rejection), null);
        // Set explicitly, so that the Accept header of the client is ignored.
        getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (rejection.retryAfter().isPositive()) {
            getHeaders().set(HttpHeaders.RETRY_AFTER, rejection.retryAfterSeconds());
        }
    }

    private static ProblemDetail problem(Rejection rejection) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(rejection.status(), rejection.detail());
        problem.setType(URI.create(rejection.uri()));
        problem.setTitle(rejection.title());
        problem.setProperty("action", rejection.action());
        return problem;
    }

    /** The ETag in If-Match does not match the stored definition (412). */
    public static ProblemException preconditionFailed() {
        return precondition(
                HttpStatus.PRECONDITION_FAILED,
                "precondition-failed",
                "The resource was modified concurrently",
                "The ETag in If-Match does not match the current definition");
    }

    /** The header If-Match is missing (428). */
    public static ProblemException preconditionRequired() {
        return precondition(
                HttpStatus.PRECONDITION_REQUIRED,
                "precondition-required",
                "The header If-Match is missing",
                "This request requires the header If-Match with the current ETag");
    }

    private static ProblemException precondition(HttpStatus status, String type, String title, String detail) {
        return new ProblemException(
                status, type, title, detail, "Read the VM, and send the change again with its current ETag");
    }

    /** The detail of the problem. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(getBody().getDetail());
    }
}
