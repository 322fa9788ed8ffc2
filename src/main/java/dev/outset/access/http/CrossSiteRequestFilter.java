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
 * Protects a service without authentication from pages of other sites in a local browser. DNS rebinding is detected by
 * the Host header, and changes from other sites by Sec-Fetch-Site or Origin.
 */
final class CrossSiteRequestFilter extends OncePerRequestFilter {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|[a-z0-9.-]+\\.localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    private final boolean checksHost;

    private final List<String> allowedHosts;

    private final AccessProblemHandler problems;

    /**
     * Creates the filter.
     *
     * @param checksHost whether the Host header must be a loopback name or one of the allowed hosts
     * @param allowedHosts host names that are accepted in addition to loopback names
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
            problems.respond(
                    request,
                    response,
                    new CrossSiteRequestException(
                            "The Host header is not an accepted name of this service",
                            "Use localhost, or add the name to the setting outset.access.allowed-hosts"));
        } else if (!SAFE.contains(request.getMethod()) && isCrossSite(request, host)) {
            problems.respond(
                    request,
                    response,
                    new CrossSiteRequestException(
                            "Cross-site requests must not change anything",
                            "Send the request from the pages of this service or from a client other than a browser"));
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

    private static boolean isCrossSite(HttpServletRequest request, @Nullable String host) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        String origin = request.getHeader("Origin");
        return origin != null && !isSameOrigin(origin, host);
    }

    private static boolean isSameOrigin(String origin, @Nullable String host) {
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
