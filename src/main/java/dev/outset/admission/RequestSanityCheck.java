package dev.outset.admission;

import dev.outset.admission.limit.Rejection;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.Charset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Whether a request can be read at all. What cannot is refused here, where it costs least, and before it fails somewhere on
 * the way where nobody expects it.
 */
final class RequestSanityCheck {

    private RequestSanityCheck() {}

    /** What is wrong; null where nothing is. */
    static @Nullable Rejection fault(HttpServletRequest request) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
            return Rejection.mediaType(
                    "Content-Encoding is '" + abbreviated(encoding) + "'; bodies are read as they are",
                    "Send the body without Content-Encoding");
        }
        String charset = request.getCharacterEncoding();
        if (charset != null && !isKnown(charset)) {
            return Rejection.mediaType(
                    "There is no charset '" + abbreviated(charset) + "'", "Send the body in UTF-8, without a charset");
        }
        if (hasForm(request)) {
            return Rejection.mediaType("Nothing here takes a form", "Send JSON with Content-Type: application/json");
        }
        return hasReadableQuery(request)
                ? null
                : Rejection.malformed(
                        "The query of the address cannot be decoded", "Send it percent-encoded, in UTF-8");
    }

    private static boolean isKnown(String charset) {
        try {
            return Charset.isSupported(charset);
        } catch (IllegalArgumentException noName) {
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

    /** The server decodes the query when it is first asked for, and throws where it cannot. */
    private static boolean hasReadableQuery(HttpServletRequest request) {
        try {
            request.getParameterMap();
            return true;
        } catch (IllegalStateException undecodable) {
            return false;
        }
    }

    private static String abbreviated(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
