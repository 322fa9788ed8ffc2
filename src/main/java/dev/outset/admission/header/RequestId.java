package dev.outset.admission.header;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/** The id of a request: it stands in the answer, also where that is a refusal, in the log and in the audit. */
public final class RequestId {

    static final String HEADER = "X-Request-Id";

    /** The field of lines in the log. */
    static final String FIELD = "request";

    /** Nothing else goes into a line of the log or a header of the answer. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestId() {}

    /** The id of the request that this thread answers; {@code none} outside of requests. */
    public static String current() {
        return Objects.requireNonNullElse(MDC.get(FIELD), "none");
    }

    /** The id that a request has, or a new one: a secret is not needed, and would be dear where requests are refused. */
    public static String of(HttpServletRequest request) {
        String given = request.getHeader(HEADER);
        return given != null && FORM.matcher(given).matches() ? given : made();
    }

    /** 128 random bits. */
    private static String made() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
