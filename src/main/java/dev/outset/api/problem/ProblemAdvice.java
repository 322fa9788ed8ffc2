package dev.outset.api.problem;

import dev.outset.access.OutsideScopeException;
import dev.outset.access.http.AuthenticationUnavailableException;
import dev.outset.access.http.CrossSiteRequestException;
import dev.outset.access.key.ApiKeys;
import dev.outset.admission.limit.CredentialHeaders;
import dev.outset.admission.limit.OverloadException;
import dev.outset.admission.limit.Rejection;
import dev.outset.store.vm.StaleVersionException;
import dev.outset.store.vm.VmExistsException;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import jakarta.validation.ConstraintViolation;
import java.time.Duration;
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
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Maps every exception to {@code application/problem+json} (RFC 9457), extended by the member {@code action}. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    /** Handles the exceptions of lower packages, which do not refer to HTTP. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> translate(RuntimeException failure) {
        ProblemException problem = problem(failure, String.valueOf(failure.getMessage()));
        return ResponseEntity.status(problem.getStatusCode())
                .headers(problem.getHeaders())
                .body(problem.getBody());
    }

    private static ProblemException problem(RuntimeException failure, String message) {
        return switch (failure) {
            case OverloadException overload -> new ProblemException(overload.rejection());
            case VmExistsException _ ->
                new ProblemException(
                        HttpStatus.CONFLICT,
                        "exists",
                        "The VM already exists",
                        message,
                        "Choose another name, or replace the existing VM with PUT");
            case StaleVersionException _ -> ProblemException.preconditionFailed();
            case OutsideScopeException outside ->
                new InvalidRequestException(ScopeViolations.of("/labels", outside.missing()));
            case ApiKeys.TooManyKeysException _ ->
                new ProblemException(
                        HttpStatus.CONFLICT,
                        "too-many-keys",
                        "Too many API keys",
                        message,
                        "Revoke unused keys, or raise the setting outset.access.keys.max-keys");
            case AuthenticationUnavailableException _ ->
                unavailable(
                        "authentication-unavailable",
                        "Authentication is temporarily unavailable",
                        message,
                        "Retry after the time in the Retry-After header");
            case AuthenticationException _ ->
                new ProblemException(
                        HttpStatus.UNAUTHORIZED,
                        "access",
                        "Authentication required",
                        message,
                        "Send an API key in the header " + CredentialHeaders.KEY
                                + ", or an API key or token as Authorization: Bearer");
            case AccessDeniedException _ ->
                new ProblemException(
                        HttpStatus.FORBIDDEN,
                        "role",
                        "Permission denied",
                        message,
                        "GET /api/v1/whoami shows your permissions. Ask an administrator for an API key with another"
                                + " role, or for a rule in the setting outset.access.token-rules");
            case CrossSiteRequestException crossSite ->
                new ProblemException(
                        HttpStatus.FORBIDDEN,
                        "cross-site-request",
                        "Cross-site request rejected",
                        message,
                        crossSite.action());
            case RequestRejectedException _ ->
                new ProblemException(
                        HttpStatus.BAD_REQUEST,
                        "request",
                        "The request is malformed",
                        "The path, the method or a header contains characters that are not allowed",
                        "Remove empty segments, ';', '%2F' and '..' from the path, and use only printable characters"
                                + " in headers");
            case DataAccessResourceFailureException _,
                    TransientDataAccessException _,
                    RecoverableDataAccessException _,
                    TransactionSystemException _,
                    CannotCreateTransactionException _ -> {
                LOG.warn("The database is not available: {}", failure.toString());
                yield unavailable(
                        "database-unavailable",
                        "The database is not available",
                        "It is unknown whether the request was stored",
                        "Retry after the time in the Retry-After header; with an Idempotency-Key, a retry creates"
                                + " nothing twice");
            }
            default -> {
                LOG.error("A request failed", failure);
                yield new ProblemException(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "internal-error",
                        "Internal error",
                        "An unexpected error occurred in Outset; the request did not cause it",
                        "See the log of the service");
            }
        };
    }

    private static ProblemException unavailable(String type, String title, String message, String action) {
        return new ProblemException(
                Rejection.unavailable(type, title, message, action).retryAfter(Duration.ofSeconds(2)));
    }

    /** Reports all query parameters and headers that violate a constraint. */
    @Override
    protected ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException invalid, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        InvalidRequestException problem =
                new InvalidRequestException(new Violations(invalid.getParameterValidationResults().stream()
                        .flatMap(result -> result.getResolvableErrors().stream()
                                .map(error -> violation(result, result.unwrap(error, ConstraintViolation.class))))
                        .toList()));
        return ResponseEntity.status(problem.getStatusCode())
                .headers(problem.getHeaders())
                .body(problem.getBody());
    }

    private static Violation violation(ParameterValidationResult result, ConstraintViolation<?> violated) {
        Map<String, Object> constraint = violated.getConstraintDescriptor().getAttributes();
        return Violation.error(
                String.valueOf(result.getMethodParameter().getParameterName()),
                String.valueOf(constraint.getOrDefault("rule", "constraint")),
                violated.getMessage(),
                String.valueOf(constraint.getOrDefault("action", "Change it")));
    }

    @Override
    protected ResponseEntity<Object> handleHttpMediaTypeNotSupported(
            HttpMediaTypeNotSupportedException unsupported,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        ProblemDetail problem = new ProblemException(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                        "media-type",
                        "The media type is not supported",
                        "The Content-Type is " + unsupported.getContentType() + "; supported: "
                                + unsupported.getSupportedMediaTypes(),
                        "Send the body with a supported Content-Type")
                .getBody();
        return ResponseEntity.status(HttpStatus.UNSUPPORTED_MEDIA_TYPE)
                .headers(headers)
                .body(problem);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception failure, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ResponseEntity<Object> response = super.handleExceptionInternal(failure, body, headers, status, request);
        if (response != null
                && response.getBody() instanceof ProblemDetail problem
                && !(failure instanceof ProblemException)) {
            problem.setProperty("action", "Compare the request with the OpenAPI document at /v3/api-docs");
        }
        return response;
    }
}
