package dev.outset.admission.limit;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** What kinds of requests are counted apart. */
public enum RequestKind {
    /** Asked for by those who watch the service; refused, they would end a service that is only busy. */
    PROBE,
    /** Open as long as its reader likes. */
    STREAM,
    /** Works on threads of its own, of which there is a limit too. */
    SIMULATION,
    /** Pages, what they are made of, and the OpenAPI document: for anybody, and nothing is worked out for them. */
    FILE,
    /** Everything else. */
    REQUEST;

    private static final Set<String> PROBES = Set.of("/livez", "/readyz");

    private static final Set<String> FILES = Set.of("/", "/index.html", "/favicon.ico", "/swagger-ui.html");

    private static final List<String> FOLDERS = List.of("/ui/", "/webjars/", "/swagger-ui/", "/v3/api-docs");

    public static RequestKind of(HttpServletRequest request) {
        String path = request.getRequestURI();
        if (PROBES.contains(path)) {
            return PROBE;
        }
        if (path.equals("/api/v1/simulations")) {
            return SIMULATION;
        }
        if (FILES.contains(path) || FOLDERS.stream().anyMatch(path::startsWith)) {
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
        } catch (InvalidMediaTypeException unreadable) {
            return false;
        }
    }
}
