package dev.outset.admission.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rejection of a request, as a problem (RFC 9457). Rejections are not logged, because a client over its limit would
 * fill the log.
 *
 * @param status the status code
 * @param type the last part of the problem type
 * @param title the problem title
 * @param detail the limit that was exceeded, or what is malformed; null if the title says it
 * @param action what the client or operator should do
 * @param retryAfter when to retry; zero if a retry would not help
 * @param counter counts the rejections; null if they are not counted
 * @param body the prepared body; null to write it when it is sent
 */
public record Rejection(
        HttpStatus status,
        String type,
        String title,
        @Nullable String detail,
        String action,
        Duration retryAfter,
        @Nullable Counter counter,
        @Nullable String body) {

    private static final Duration SOON = Duration.ofSeconds(1);

    /** Creates a rejection that is not counted and after which a retry would not help. */
    public Rejection(HttpStatus status, String type, String title, @Nullable String detail, String action) {
        this(status, type, title, detail, action, Duration.ZERO, null, null);
    }

    /** All slots for concurrent requests are taken. */
    public static Rejection tooManyRequests(long limit) {
        return busy(
                "Too many concurrent requests",
                "The limit of " + limit + " concurrent requests is reached",
                "Retry after the time in the Retry-After header, use another replica, or increase"
                        + " outset.admission.max-requests");
    }

    /** The client holds more slots for concurrent requests than are free. */
    public static Rejection tooManyRequestsOfClient(long limit) {
        return tooMuch(
                "too-many-concurrent-requests",
                "Too many concurrent requests of one client",
                "One client may have no more concurrent requests than are free of " + limit,
                "Wait for responses before sending more requests, retry after the time in the Retry-After header, use"
                        + " another replica, or increase outset.admission.max-requests");
    }

    /** A request has waited too long to be processed. */
    public static Rejection waitTimeout(Duration limit) {
        return busy(
                "The service is overloaded",
                "The request was not processed within the maximum wait of " + limit.toMillis() + " ms",
                "Retry after the time in the Retry-After header, use another replica, or increase"
                        + " outset.admission.max-active-requests");
    }

    /** The byte budget of request bodies is exhausted. */
    public static Rejection tooManyBodyBytes(long limit) {
        return busy(
                "Too many large request bodies",
                "The bodies of all concurrent requests are limited to " + limit + " bytes",
                "Retry after the time in the Retry-After header, send fewer or smaller bodies concurrently, or increase"
                        + " outset.admission.max-body-bytes");
    }

    /** The client holds more bytes of request bodies than are free. */
    public static Rejection tooManyBodyBytesOfClient() {
        return tooMuch(
                "too-many-bytes",
                "Too many large request bodies of one client",
                "The concurrent request bodies of one client may take no more bytes than are free",
                "Wait for responses before sending more requests, retry after the time in the Retry-After header, send"
                        + " fewer or smaller bodies concurrently, or increase outset.admission.max-body-bytes");
    }

    /** The byte budget of responses is exhausted. */
    public static Rejection tooManyResponseBytes(long limit) {
        return busy(
                "Too many large responses",
                "Responses that clients have not read yet are limited to " + limit + " bytes in total",
                "Retry after the time in the Retry-After header, use another replica, or give the service more heap");
    }

    /** The client holds more bytes of responses than are free. */
    public static Rejection tooManyResponseBytesOfClient() {
        return tooMuch(
                "too-many-bytes",
                "Too many large responses of one client",
                "The unread responses of one client may take no more bytes than are free",
                "Read the responses before sending more requests, retry after the time in the Retry-After header, or"
                        + " give the service more heap");
    }

    /** A request has exceeded the request time. */
    public static Rejection tooSlow(Duration limit) {
        return unavailable(
                "request-timeout",
                "The request took too long",
                "A request may take " + limit.toMillis() + " ms, from receiving its body to sending its response",
                "Split the request, retry when the load is lower, or increase outset.admission.request-time");
    }

    /** A client has exceeded its request rate. */
    public static Rejection rateExceeded(int perSecond) {
        return tooMuch(
                "too-many-requests",
                "Too many requests",
                "One client may send " + perSecond + " requests per second",
                "Retry after the time in the Retry-After header, or increase outset.admission.requests-per-second");
    }

    /** A client has too many open event streams. */
    public static Rejection tooManyStreams(int limit) {
        return tooMuch(
                "too-many-streams",
                "Too many open event streams",
                "One client may have " + limit + " open event streams",
                "Close a stream, watch more VMs with one stream, or increase outset.admission.max-streams-per-client");
    }

    /** The media type, encoding or charset of a body is not supported. */
    public static Rejection mediaType(String detail, String action) {
        return permanent(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE, "media-type", "The media type is not supported", detail, action);
    }

    /** A request is malformed. */
    public static Rejection malformed(String detail, String action) {
        return permanent(HttpStatus.BAD_REQUEST, "malformed-request", "The request is malformed", detail, action);
    }

    /** The service as a whole has reached a limit. */
    private static Rejection busy(String title, String detail, String action) {
        return unavailable("busy", title, detail, action);
    }

    /** The service cannot process a request at present. */
    public static Rejection unavailable(String type, String title, String detail, String action) {
        return new Rejection(HttpStatus.SERVICE_UNAVAILABLE, type, title, detail, action, SOON, null, null);
    }

    /** A single client has reached its limit. */
    private static Rejection tooMuch(String type, String title, String detail, String action) {
        return new Rejection(HttpStatus.TOO_MANY_REQUESTS, type, title, detail, action, SOON, null, null);
    }

    private static Rejection permanent(HttpStatus status, String type, String title, String detail, String action) {
        return new Rejection(status, type, title, detail, action);
    }

    /** The exceptions of a limiter whose rejections are counted. */
    public static Function<ConcurrencyLimiter.Refusal, OverloadException> exceptions(
            MeterRegistry meters, Rejection overShare, Rejection full) {
        Rejection ofClient = overShare.countedIn(meters);
        Rejection ofAll = full.countedIn(meters);
        return refusal -> switch (refusal) {
            case OVER_SHARE -> ofClient.toException();
            case FULL -> ofAll.toException();
        };
    }

    /** This rejection with a counter and a body, which are prepared now, because a client over its limit causes many. */
    public Rejection countedIn(MeterRegistry meters) {
        Counter registered = meters.counter("outset.admission.rejected", "reason", type);
        return new Rejection(status, type, title, detail, action, retryAfter, registered, json());
    }

    /** This rejection with another time to retry after. */
    public Rejection retryAfter(Duration wait) {
        return new Rejection(status, type, title, detail, action, wait, counter, body);
    }

    /** Counts the rejection and returns the exception to throw. */
    public OverloadException toException() {
        if (counter != null) {
            counter.increment();
        }
        return new OverloadException(this);
    }

    private String json() {
        ObjectNode problem = JsonMapper.shared()
                .createObjectNode()
                .put("type", uri())
                .put("title", title)
                .put("status", status.value());
        if (detail != null) {
            problem.put("detail", detail);
        }
        return JsonMapper.shared().writeValueAsString(problem.put("action", action));
    }

    /** Sends the problem. */
    public void write(HttpServletResponse response) throws IOException {
        byte[] problem = (body == null ? json() : body).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status.value());
        if (retryAfter.isPositive()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, retryAfterSeconds());
        }
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(problem.length);
        response.getOutputStream().write(problem);
    }

    /** The URI of the problem type. */
    public String uri() {
        return "urn:outset:problem:" + type;
    }

    /** The value of the Retry-After header: whole seconds, rounded up, so that a retry at that time is admitted. */
    public String retryAfterSeconds() {
        return Long.toString(retryAfter.plusNanos(999_999_999).toSeconds());
    }
}
