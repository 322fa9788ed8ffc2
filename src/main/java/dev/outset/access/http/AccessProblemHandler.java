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

/** Answers what stops at the door in the same way as what stops behind it. */
final class AccessProblemHandler implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {

    private final Supplier<HandlerExceptionResolver> resolver;

    private final AccessDeniedMetrics denials;

    AccessProblemHandler(Supplier<HandlerExceptionResolver> resolver, AccessDeniedMetrics denials) {
        this.resolver = resolver;
        this.denials = denials;
    }

    /** Answers a request that stops. */
    void answer(HttpServletRequest request, HttpServletResponse response, Exception why) throws IOException {
        denials.note(request, why);
        if (resolver.get().resolveException(request, response, null, why) == null) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        }
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                why instanceof OAuth2AuthenticationException ? "Bearer error=\"invalid_token\"" : "Bearer");
        answer(request, response, why);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException why)
            throws IOException {
        answer(request, response, why);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException why)
            throws IOException {
        answer(request, response, why);
    }
}
