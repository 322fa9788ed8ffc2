package dev.outset.access.http;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;

/** Counts and logs requests that were denied access, without their credentials. */
final class AccessDeniedMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(AccessDeniedMetrics.class);

    private final MeterRegistry meters;

    AccessDeniedMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Counts and logs a denied request. */
    void record(HttpServletRequest request, Exception cause) {
        String reason = reason(cause);
        meters.counter("outset.access.denied", "reason", reason).increment();
        LOG.info("Access denied: {} {}: {}", request.getMethod(), request.getRequestURI(), reason);
    }

    private static String reason(Exception cause) {
        return switch (cause) {
            case AuthenticationUnavailableException _ -> "authentication-unavailable";
            case OAuth2AuthenticationException _ -> "bad-credential";
            case AuthenticationException _ -> "no-credential";
            case AccessDeniedException _ -> "role";
            case CrossSiteRequestException _ -> "cross-site";
            default -> "malformed";
        };
    }
}
