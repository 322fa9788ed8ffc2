package dev.outset.api.problem;

import dev.outset.access.http.AuthenticationUnavailableException;
import dev.outset.access.http.CrossSiteRequestException;
import dev.outset.access.key.ApiKeys;
import dev.outset.admission.limit.CredentialHeaders;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Maps authentication, authorization and firewall failures to problem details (RFC 9457). */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class AccessAdvice {

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unauthenticated(AuthenticationException failure) {
        return problemResponse(ProblemAdvice.problem(
                HttpStatus.UNAUTHORIZED,
                "access",
                "Authentication required",
                String.valueOf(failure.getMessage()),
                "Send an API key in the header " + CredentialHeaders.KEY
                        + ", or an API key or token as Authorization: Bearer"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unavailable(AuthenticationUnavailableException unavailable) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "2")
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemAdvice.problem(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "authentication-unavailable",
                        "Authentication is temporarily unavailable",
                        String.valueOf(unavailable.getMessage()),
                        "Retry after the time in the Retry-After header"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> denied(AccessDeniedException denied) {
        return problemResponse(ProblemAdvice.problem(
                HttpStatus.FORBIDDEN,
                "role",
                "Permission denied",
                String.valueOf(denied.getMessage()),
                "GET /api/v1/whoami shows your permissions. Ask an administrator for an API key with another role,"
                        + " or for a rule in the setting outset.access.token-rules"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> crossSite(CrossSiteRequestException crossSite) {
        return problemResponse(ProblemAdvice.problem(
                HttpStatus.FORBIDDEN,
                "cross-site-request",
                "Cross-site request rejected",
                String.valueOf(crossSite.getMessage()),
                crossSite.action()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> rejected(RequestRejectedException rejected) {
        return problemResponse(ProblemAdvice.problem(
                HttpStatus.BAD_REQUEST,
                "request",
                "The request is malformed",
                "The path, the method or a header contains characters that are not allowed",
                "Remove empty segments, ';', '%2F' and '..' from the path, and use only printable characters"
                        + " in headers"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> tooMany(ApiKeys.TooManyKeysException tooMany) {
        return problemResponse(ProblemAdvice.problem(
                HttpStatus.CONFLICT,
                "too-many-keys",
                "Too many API keys",
                String.valueOf(tooMany.getMessage()),
                "Revoke unused keys, or raise the setting outset.access.keys.max-keys"));
    }

    /** Sets the content type explicitly, so that the Accept header of the client is ignored. */
    private static ResponseEntity<ProblemDetail> problemResponse(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
