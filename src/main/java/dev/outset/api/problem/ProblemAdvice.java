package dev.outset.api.problem;

import dev.outset.access.OutsideScopeException;
import dev.outset.admission.limit.OverloadException;
import dev.outset.store.vm.StaleVersionException;
import dev.outset.store.vm.VmExistsException;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.watch.TooManyStreamsException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Maps every exception to {@code application/problem+json} (RFC 9457), extended by the member {@code action}. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ProblemDetail invalid(InvalidRequestException invalid) {
        Violations violations = invalid.violations();
        int count = violations.errors().size();
        ProblemDetail problem = problem(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid-request",
                "The request is not valid",
                count == 1 ? "1 violation was found" : count + " violations were found",
                "Fix every entry in 'violations' and send the request again; nothing was stored");
        problem.setProperty("violations", members(violations.errors()));
        if (!violations.warnings().isEmpty()) {
            problem.setProperty("warnings", members(violations.warnings()));
        }
        return problem;
    }

    @ExceptionHandler
    ProblemDetail malformed(MalformedBodyException malformed) {
        String action = malformed.exceedsLimit() ? "Send a smaller body, or raise the setting" : "Send one JSON object";
        String message = String.valueOf(malformed.getMessage());
        ProblemDetail problem = problem(
                HttpStatus.BAD_REQUEST,
                malformed.exceedsLimit() ? "json-limit" : "malformed-json",
                malformed.exceedsLimit() ? "The request body exceeds a limit" : "The request body is not valid JSON",
                message,
                action);
        problem.setProperty(
                "violations",
                members(List.of(
                        Violation.error("", malformed.exceedsLimit() ? "json-limit" : "json", message, action))));
        return problem;
    }

    @ExceptionHandler
    ProblemDetail tooLarge(BodyTooLargeException tooLarge) {
        return problem(
                HttpStatus.CONTENT_TOO_LARGE,
                "body-too-large",
                "The request body is too large",
                String.valueOf(tooLarge.getMessage()),
                "Send a smaller body, or raise the setting outset.api.max-body-size");
    }

    @ExceptionHandler
    ProblemDetail notFound(NotFoundException missing) {
        return problem(
                HttpStatus.NOT_FOUND,
                "not-found",
                "Not found",
                String.valueOf(missing.getMessage()),
                "Check the name or id; the list operation shows the existing ones");
    }

    @ExceptionHandler
    ProblemDetail exists(VmExistsException exists) {
        return problem(
                HttpStatus.CONFLICT,
                "exists",
                "The VM already exists",
                String.valueOf(exists.getMessage()),
                "Choose another name, or replace the existing VM with PUT");
    }

    @ExceptionHandler
    ProblemDetail conflict(ConflictException conflict) {
        return problem(
                HttpStatus.CONFLICT,
                "conflict",
                "The request conflicts with the current state",
                String.valueOf(conflict.getMessage()),
                "Wait until the current operation is complete, then try again");
    }

    @ExceptionHandler
    ProblemDetail quota(QuotaException quota) {
        return problem(
                HttpStatus.CONFLICT,
                "quota",
                "VM quota exceeded",
                String.valueOf(quota.getMessage()),
                "Delete unused VMs, or raise the setting " + quota.setting());
    }

    @ExceptionHandler
    ProblemDetail stale(StaleVersionException stale) {
        return precondition(PreconditionException.stale());
    }

    @ExceptionHandler
    ProblemDetail precondition(PreconditionException condition) {
        return problem(
                condition.status(),
                condition.status() == HttpStatus.PRECONDITION_FAILED ? "precondition-failed" : "precondition-required",
                condition.status() == HttpStatus.PRECONDITION_FAILED
                        ? "The resource was modified concurrently"
                        : "The header If-Match is missing",
                String.valueOf(condition.getMessage()),
                "Read the VM, and send the change again with its current ETag");
    }

    @Override
    protected ResponseEntity<Object> handleHttpMediaTypeNotSupported(
            HttpMediaTypeNotSupportedException unsupported,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        ProblemDetail problem = problem(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "media-type",
                "The media type is not supported",
                "The Content-Type is " + unsupported.getContentType() + "; supported: "
                        + unsupported.getSupportedMediaTypes(),
                "Send the body with a supported Content-Type");
        return ResponseEntity.status(HttpStatus.UNSUPPORTED_MEDIA_TYPE)
                .headers(headers)
                .body(problem);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception failure, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ResponseEntity<Object> response = super.handleExceptionInternal(failure, body, headers, status, request);
        if (response != null && response.getBody() instanceof ProblemDetail problem) {
            problem.setProperty("action", "Compare the request with the OpenAPI document at /v3/api-docs");
        }
        return response;
    }

    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        RecoverableDataAccessException.class,
        TransactionSystemException.class,
        CannotCreateTransactionException.class
    })
    ResponseEntity<ProblemDetail> databaseUnavailable(RuntimeException failure) {
        LOG.warn("The database is not available: {}", failure.toString());
        return unavailable(
                "database-unavailable",
                "The database is not available",
                "It is unknown whether the request was stored",
                "Retry after the time in the Retry-After header; with an Idempotency-Key, a retry creates nothing"
                        + " twice");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> tooManyStreams(TooManyStreamsException tooMany) {
        return unavailable(
                "too-many-streams",
                "Too many streams are open",
                String.valueOf(tooMany.getMessage()),
                "Try again, use another replica, or raise the setting outset.watch.max-streams");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> overloaded(OverloadException overload) {
        return overload.rejection().toResponse();
    }

    private static ResponseEntity<ProblemDetail> unavailable(String type, String title, String detail, String action) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "2")
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem(HttpStatus.SERVICE_UNAVAILABLE, type, title, detail, action));
    }

    @ExceptionHandler
    ProblemDetail outsideScope(OutsideScopeException outside) {
        return invalid(new InvalidRequestException(ScopeViolations.of(outside.missing())));
    }

    @ExceptionHandler
    ProblemDetail bug(RuntimeException bug) {
        LOG.error("A request failed", bug);
        return problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal-error",
                "Internal error",
                "An unexpected error occurred in Outset; the request did not cause it",
                "See the log of the service");
    }

    static List<Map<String, Object>> members(List<Violation> violations) {
        return Violations.truncated(violations, Integer.MAX_VALUE, ViolationView.MAX_CHARACTERS).stream()
                .map(ProblemAdvice::members)
                .toList();
    }

    private static Map<String, Object> members(Violation violation) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("pointer", violation.pointer());
        members.put("rule", violation.rule());
        members.put("message", violation.message());
        members.put("action", violation.action());
        if (violation.qemu() != null) {
            members.put("qemu", violation.qemu());
        }
        return members;
    }

    static ProblemDetail problem(HttpStatus status, String type, String title, String detail, String action) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:outset:problem:" + type));
        problem.setTitle(title);
        problem.setProperty("action", action);
        return problem;
    }
}
