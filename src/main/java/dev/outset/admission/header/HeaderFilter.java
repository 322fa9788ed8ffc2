package dev.outset.admission.header;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Puts the security headers on every answer that passes the filters; also on those of an error, which starts anew. */
public final class HeaderFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient SecurityHeaders headers;

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
