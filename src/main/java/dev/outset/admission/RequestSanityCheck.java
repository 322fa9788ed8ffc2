package dev.outset.admission;

import dev.outset.admission.limit.Rejection;
import dev.outset.violation.Abbreviation;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.Charset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Rejects requests that cannot be parsed early, where it is cheap, and before they fail in a component that does not
 * expect them.
 */
final class RequestSanityCheck {

    private RequestSanityCheck() {}

    /** The rejection of a malformed request; null if the request is well-formed. */
    static @Nullable Rejection check(HttpServletRequest request) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
            return Rejection.mediaType(
                    "Content-Encoding '" + Abbreviation.of(encoding, 61) + "' is not supported",
                    "Send the body without Content-Encoding");
        }
        String charset = request.getCharacterEncoding();
        if (charset != null && !isSupportedCharset(charset)) {
            return Rejection.mediaType(
                    "The charset '" + Abbreviation.of(charset, 61) + "' is not supported",
                    "Send the body in UTF-8, without a charset parameter");
        }
        if (hasForm(request)) {
            return Rejection.mediaType("Forms are not supported", "Send JSON with Content-Type: application/json");
        }
        return hasReadableQuery(request)
                ? null
                : Rejection.malformed("The query string cannot be decoded", "Send it percent-encoded, in UTF-8");
    }

    private static boolean isSupportedCharset(String charset) {
        try {
            return Charset.isSupported(charset);
        } catch (IllegalArgumentException illegalName) {
            return false;
        }
    }

    private static boolean hasForm(HttpServletRequest request) {
        String type = request.getContentType();
        boolean hasBody =
                request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
        return hasBody
                && type != null
                && (type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")
                        || type.toLowerCase(Locale.ROOT).startsWith("multipart/"));
    }

    /** Tomcat decodes the query string on first access and throws an exception if it is malformed. */
    private static boolean hasReadableQuery(HttpServletRequest request) {
        try {
            request.getParameterMap();
            return true;
        } catch (IllegalStateException undecodable) {
            return false;
        }
    }
}
