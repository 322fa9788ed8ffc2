package dev.outset.admission.header;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Adds the security headers to every response, including those of error dispatches. */
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
        chain.doFilter(request, response);
    }
}
