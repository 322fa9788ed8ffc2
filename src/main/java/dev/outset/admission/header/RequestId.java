package dev.outset.admission.header;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/** The id of a request, which is in the response (including rejections), the log and the audit log. */
public final class RequestId {

    private static final String HEADER = "X-Request-Id";

    /** The MDC key. */
    static final String FIELD = "request";

    /** The only values that are accepted from a client, because ids are written to the log and to response headers. */
    private static final Pattern FORMAT = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestId() {}

    /** The id of the request that this thread serves; {@code none} outside of requests. */
    public static String current() {
        return Objects.requireNonNullElse(MDC.get(FIELD), "none");
    }

    /** Adds the id in the header of a request, or a new one, to a response that has none; returns the id. */
    static String addTo(HttpServletResponse response, HttpServletRequest request) {
        String id = response.getHeader(HEADER);
        if (id == null) {
            String requested = request.getHeader(HEADER);
            id = requested != null && FORMAT.matcher(requested).matches() ? requested : newId();
            response.setHeader(HEADER, id);
        }
        return id;
    }

    /** 128 random bits. Ids need not be unpredictable; SecureRandom would be too slow on the rejection path. */
    private static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
