package dev.outset.admission.limit;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** The kinds of requests, which are subject to different limits. */
public enum RequestKind {
    /** A liveness or readiness probe; rejecting it could restart a service that is only busy. */
    PROBE,
    /** An event stream, which is open until the client closes it. */
    STREAM,
    /** A simulation, which runs on a separate, limited thread pool. */
    SIMULATION,
    /** The web UI and the OpenAPI document: static content that does not require authentication. */
    FILE,
    /** Any other request. */
    REQUEST;

    private static final Set<String> PROBES = Set.of("/livez", "/readyz");

    private static final Set<String> FILES = Set.of("/", "/index.html", "/favicon.ico", "/swagger-ui.html");

    private static final List<String> FILE_PREFIXES = List.of("/ui/", "/webjars/", "/swagger-ui/", "/v3/api-docs");

    /** The kind of a request, by its method, path and Accept header. */
    public static RequestKind of(HttpServletRequest request) {
        String path = request.getRequestURI();
        if (PROBES.contains(path)) {
            return PROBE;
        }
        if (path.equals("/api/v1/simulations")) {
            return SIMULATION;
        }
        if (FILES.contains(path) || FILE_PREFIXES.stream().anyMatch(path::startsWith)) {
            return FILE;
        }
        boolean isStream = request.getMethod().equals("GET")
                && path.startsWith("/api/")
                && path.endsWith("/events")
                && acceptsStream(request);
        return isStream ? STREAM : REQUEST;
    }

    private static boolean acceptsStream(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        if (accept == null) {
            return false;
        }
        try {
            return MediaType.parseMediaTypes(accept).stream()
                    .anyMatch(type -> !type.isWildcardType() && type.includes(MediaType.TEXT_EVENT_STREAM));
        } catch (InvalidMediaTypeException malformed) {
            return false;
        }
    }
}
