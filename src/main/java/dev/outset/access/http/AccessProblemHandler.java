package dev.outset.access.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Answers requests that the security filters deny with the same problem responses as the controllers. */
final class AccessProblemHandler implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {

    private final Supplier<HandlerExceptionResolver> resolver;

    private final AccessDeniedMetrics metrics;

    AccessProblemHandler(Supplier<HandlerExceptionResolver> resolver, AccessDeniedMetrics metrics) {
        this.resolver = resolver;
        this.metrics = metrics;
    }

    /** Counts a denied request and sends the problem response for its cause. */
    void respond(HttpServletRequest request, HttpServletResponse response, Exception cause) throws IOException {
        metrics.record(request, cause);
        if (resolver.get().resolveException(request, response, null, cause) == null) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        }
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
            throws IOException {
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                cause instanceof OAuth2AuthenticationException ? "Bearer error=\"invalid_token\"" : "Bearer");
        respond(request, response, cause);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException cause)
            throws IOException {
        respond(request, response, cause);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException cause)
            throws IOException {
        respond(request, response, cause);
    }
}
