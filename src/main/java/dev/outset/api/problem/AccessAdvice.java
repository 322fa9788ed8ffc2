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

/** What stops a request at the door, as problems. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class AccessAdvice {

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unknown(AuthenticationException unknown) {
        return answer(ProblemAdvice.problem(
                HttpStatus.UNAUTHORIZED,
                "access",
                "You are not let in",
                String.valueOf(unknown.getMessage()),
                "Send a key as " + CredentialHeaders.KEY + ", or a key or token as Authorization: Bearer"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> away(AuthenticationUnavailableException away) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "2")
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemAdvice.problem(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "authority-away",
                        "Who you are cannot be told now",
                        String.valueOf(away.getMessage()),
                        "Try again; the header Retry-After says when"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> denied(AccessDeniedException denied) {
        return answer(ProblemAdvice.problem(
                HttpStatus.FORBIDDEN,
                "role",
                "You may not do this",
                String.valueOf(denied.getMessage()),
                "GET /api/v1/whoami tells what you may do; an administrator can give you a key with another role, or a"
                        + " rule of the setting outset.access.token-rules gives your tokens one"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> foreign(CrossSiteRequestException foreign) {
        return answer(ProblemAdvice.problem(
                HttpStatus.FORBIDDEN,
                "foreign-request",
                "The request comes from elsewhere",
                String.valueOf(foreign.getMessage()),
                foreign.action()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> rejected(RequestRejectedException rejected) {
        return answer(ProblemAdvice.problem(
                HttpStatus.BAD_REQUEST,
                "request",
                "The request is not well formed",
                "Its path, method or a header holds what none may hold",
                "Write the path without empty segments, ';', '%2F' or '..', and headers in printable characters"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> tooMany(ApiKeys.TooManyKeysException tooMany) {
        return answer(ProblemAdvice.problem(
                HttpStatus.CONFLICT,
                "too-many-keys",
                "There are too many keys",
                String.valueOf(tooMany.getMessage()),
                "Revoke keys that nobody needs, or raise the setting outset.access.keys.max-keys"));
    }

    /** As a problem, whatever the client would rather accept. */
    private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
