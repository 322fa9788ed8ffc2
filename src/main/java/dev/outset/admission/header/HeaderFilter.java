package dev.outset.admission.header;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.MDC;

/**
 * Adds the security headers and the request id to every response, including those of error dispatches. Runs before
 * admission control, so that rejections have an id.
 */
public final class HeaderFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient SecurityHeaders headers;

    /** Creates a filter that adds the given headers. */
    public HeaderFilter(SecurityHeaders headers) {
        this.headers = headers;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        headers.of(request.getRequestURI(), request.isSecure()).forEach(response::setHeader);
        try {
            MDC.put(RequestId.FIELD, RequestId.addTo(response, request));
            chain.doFilter(request, response);
        } finally {
            MDC.remove(RequestId.FIELD);
        }
    }
}
