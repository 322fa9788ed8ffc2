package dev.outset.access.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps web pages of others away from a service that asks for no access: a browser on this machine would carry their
 * requests in. Pages that have their name point to loopback (DNS rebinding) are known by the header Host, and changes from
 * other sites by Sec-Fetch-Site or Origin.
 */
final class CrossSiteRequestFilter extends OncePerRequestFilter {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|[a-z0-9.-]+\\.localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    private final boolean checksHost;

    private final List<String> allowedHosts;

    private final AccessProblemHandler problems;

    /**
     * A guard.
     *
     * @param checksHost whether the service may be called by names of this machine only, and those allowed besides
     */
    CrossSiteRequestFilter(boolean checksHost, List<String> allowedHosts, AccessProblemHandler problems) {
        this.checksHost = checksHost;
        this.allowedHosts =
                allowedHosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String host = request.getHeader("Host");
        if (checksHost && !isProbe(request) && !isAllowed(name(host))) {
            problems.answer(
                    request,
                    response,
                    new CrossSiteRequestException(
                            "The service is not called by the name in the header Host",
                            "Call it as localhost, or add the name to the setting outset.access.allowed-hosts"));
        } else if (!SAFE.contains(request.getMethod()) && isFromElsewhere(request, host)) {
            problems.answer(
                    request,
                    response,
                    new CrossSiteRequestException(
                            "A page of another site may change nothing here",
                            "Send the request from the service's own pages, or from no page at all"));
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isProbe(HttpServletRequest request) {
        return request.getRequestURI().equals("/livez")
                || request.getRequestURI().equals("/readyz");
    }

    private boolean isAllowed(String name) {
        return LOOPBACK.matcher(name).matches() || allowedHosts.contains(name);
    }

    private static String name(@Nullable String host) {
        return host == null ? "" : host.toLowerCase(Locale.ROOT).replaceAll(":\\d*$", "");
    }

    private static boolean isFromElsewhere(HttpServletRequest request, @Nullable String host) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        String origin = request.getHeader("Origin");
        return origin != null && !isOf(origin, host);
    }

    private static boolean isOf(String origin, @Nullable String host) {
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException odd) {
            return false;
        }
    }
}
