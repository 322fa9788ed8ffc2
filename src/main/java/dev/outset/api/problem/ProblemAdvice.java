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

/** Every failure as {@code application/problem+json} (RFC 9457), with what to do beside what is wrong. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ProblemDetail refused(InvalidRequestException refused) {
        Violations violations = refused.violations();
        int count = violations.errors().size();
        ProblemDetail problem = problem(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "refused",
                "The request is refused",
                count == 1 ? "There is 1 violation" : "There are " + count + " violations",
                "Mend every entry of 'violations' and send the request again; nothing was stored");
        problem.setProperty("violations", members(violations.errors()));
        if (!violations.warnings().isEmpty()) {
            problem.setProperty("warnings", members(violations.warnings()));
        }
        return problem;
    }

    @ExceptionHandler
    ProblemDetail malformed(MalformedBodyException malformed) {
        String action = malformed.isBeyondLimit() ? "Send less, or raise that setting" : "Send one JSON object";
        String message = String.valueOf(malformed.getMessage());
        ProblemDetail problem = problem(
                HttpStatus.BAD_REQUEST,
                malformed.isBeyondLimit() ? "json-limit" : "malformed-json",
                malformed.isBeyondLimit() ? "The body is beyond a limit" : "The body is no JSON",
                message,
                action);
        problem.setProperty(
                "violations",
                members(List.of(
                        Violation.error("", malformed.isBeyondLimit() ? "json-limit" : "json", message, action))));
        return problem;
    }

    @ExceptionHandler
    ProblemDetail tooLarge(BodyTooLargeException tooLarge) {
        return problem(
                HttpStatus.CONTENT_TOO_LARGE,
                "body-too-large",
                "The body is too large",
                String.valueOf(tooLarge.getMessage()),
                "Send less, or raise the setting outset.api.max-body-size");
    }

    @ExceptionHandler
    ProblemDetail notFound(NotFoundException missing) {
        return problem(
                HttpStatus.NOT_FOUND,
                "not-found",
                "Not found",
                String.valueOf(missing.getMessage()),
                "Check the name; a list shows what there is");
    }

    @ExceptionHandler
    ProblemDetail exists(VmExistsException exists) {
        return problem(
                HttpStatus.CONFLICT,
                "exists",
                "The name is taken",
                String.valueOf(exists.getMessage()),
                "Choose another name, or replace that VM with PUT");
    }

    @ExceptionHandler
    ProblemDetail conflict(ConflictException conflict) {
        return problem(
                HttpStatus.CONFLICT,
                "conflict",
                "The request does not fit the VM's state",
                String.valueOf(conflict.getMessage()),
                "Wait until that is done, then try again");
    }

    @ExceptionHandler
    ProblemDetail quota(QuotaException quota) {
        return problem(
                HttpStatus.CONFLICT,
                "quota",
                "There are too many VMs",
                String.valueOf(quota.getMessage()),
                "Delete VMs that are not needed, or raise the setting " + quota.setting());
    }

    @ExceptionHandler
    ProblemDetail stale(StaleVersionException stale) {
        return precondition(PreconditionException.stale());
    }

    @ExceptionHandler
    ProblemDetail precondition(PreconditionException condition) {
        return problem(
                condition.status(),
                condition.status() == HttpStatus.PRECONDITION_FAILED ? "stale" : "precondition-required",
                condition.status() == HttpStatus.PRECONDITION_FAILED
                        ? "Somebody else was faster"
                        : "If-Match is missing",
                String.valueOf(condition.getMessage()),
                "Read the VM, take its ETag and send the change again");
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
                "Content-Type is " + unsupported.getContentType() + "; supported: "
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
    ResponseEntity<ProblemDetail> databaseAway(RuntimeException away) {
        LOG.warn("The database does not answer: {}", away.toString());
        return unavailable(
                "database-away",
                "The database does not answer",
                "Whether the request was stored is not known",
                "Try again; the header Retry-After says when. With an Idempotency-Key nothing is created twice");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> tooManyStreams(TooManyStreamsException tooMany) {
        return unavailable(
                "too-many-streams",
                "Too many streams are open",
                String.valueOf(tooMany.getMessage()),
                "Try again or at another replica, or raise the setting outset.watch.max-streams");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> turnedAway(OverloadException turnedAway) {
        return turnedAway.refusal().answer();
    }

    private static ResponseEntity<ProblemDetail> unavailable(String type, String title, String detail, String action) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "2")
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem(HttpStatus.SERVICE_UNAVAILABLE, type, title, detail, action));
    }

    @ExceptionHandler
    ProblemDetail outsideReach(OutsideScopeException outside) {
        return refused(new InvalidRequestException(ScopeViolations.of(outside.missing())));
    }

    @ExceptionHandler
    ProblemDetail bug(RuntimeException bug) {
        LOG.error("A request failed", bug);
        return problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "bug",
                "Outset failed",
                "This is a fault of Outset, not of the request",
                "See the service's log");
    }

    static List<Map<String, Object>> members(List<Violation> violations) {
        return Violations.listed(violations, Integer.MAX_VALUE, ViolationView.MOST_CHARACTERS).stream()
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
