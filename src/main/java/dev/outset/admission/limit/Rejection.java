package dev.outset.admission.limit;

import java.net.URI;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why a request is not let in, as a problem (RFC 9457).
 *
 * @param status the status code
 * @param type the last part of the problem's type
 * @param title what it is
 * @param detail which limit was met
 * @param action what to do
 * @param retryAfter when to try again; zero where trying again brings nothing
 */
public record Rejection(
        HttpStatus status, String type, String title, String detail, String action, Duration retryAfter) {

    private static final Duration SOON = Duration.ofSeconds(1);

    public static Rejection tooManyAtOnce(int limit) {
        return busy(
                "Too many requests at once",
                limit + " requests are in, and that is the limit",
                "Try again; the header Retry-After says when. Or ask another replica, or raise the setting"
                        + " outset.gate.max-requests-at-once");
    }

    public static Rejection overShare(int limit) {
        return tooMuch(
                "too-many-at-once",
                "Too many requests at once",
                limit + " requests may be in at once, and one subject may hold no more of these places than are free",
                "Wait for answers before you send more; the header Retry-After says when to try again. Or ask another"
                        + " replica, or raise the setting outset.gate.max-requests-at-once");
    }

    public static Rejection waitedTooLong(Duration limit) {
        return busy(
                "Too much work",
                "The request has waited " + limit.toMillis() + " ms for its turn, and that is the limit",
                "Try again; the header Retry-After says when. Or ask another replica, or raise the setting"
                        + " outset.gate.max-requests-at-work");
    }

    public static Rejection tooManyBytes(long limit) {
        return busy(
                "Too many large bodies at once",
                "The bodies of all requests together may have " + limit + " bytes",
                "Try again; the header Retry-After says when. Or send less at once, or raise the setting"
                        + " outset.gate.max-body-bytes-at-once");
    }

    public static Rejection overShareOfBytes() {
        return tooMuch(
                "too-many-bytes-at-once",
                "Too many large bodies at once",
                "One subject may hold no more bytes of bodies than are free",
                "Wait for answers before you send more; the header Retry-After says when to try again. Or send less at"
                        + " once, or raise the setting outset.gate.max-body-bytes-at-once");
    }

    public static Rejection tooManyAnswers(long limit) {
        return busy(
                "Too many large answers at once",
                "The answers that have not been read yet together may have " + limit + " bytes",
                "Try again; the header Retry-After says when. Or ask another replica, or give the service more heap");
    }

    public static Rejection overShareOfAnswers() {
        return tooMuch(
                "too-many-bytes-at-once",
                "Too many large answers at once",
                "One subject may hold no more bytes of answers than are free",
                "Read the answers before you ask for more; the header Retry-After says when to try again. Or give the"
                        + " service more heap");
    }

    public static Rejection tooSlow(Duration limit) {
        return new Rejection(
                HttpStatus.SERVICE_UNAVAILABLE,
                "too-slow",
                "The request took too long",
                "A request may take " + limit.toMillis() + " ms, from the arrival of its body to the reading of its"
                        + " answer",
                "Send it in smaller parts, try again when less is going on, or raise the setting"
                        + " outset.gate.request-time",
                SOON);
    }

    public static Rejection tooOften(int perSecond) {
        return tooMuch(
                "too-many-requests",
                "Too many requests",
                "One subject may send " + perSecond + " requests a second",
                "Wait as long as the header Retry-After says, or raise the setting outset.gate.requests-per-second");
    }

    public static Rejection tooManyStreams(int limit) {
        return tooMuch(
                "too-many-streams",
                "Too many streams are open",
                "One subject may hold " + limit + " streams of events open",
                "Close one, watch more with one stream, or raise the setting outset.gate.max-streams-per-subject");
    }

    /** Nobody in particular is to blame. */
    private static Rejection busy(String title, String detail, String action) {
        return new Rejection(HttpStatus.SERVICE_UNAVAILABLE, "busy", title, detail, action, SOON);
    }

    /** One subject has met a limit of its own. */
    private static Rejection tooMuch(String type, String title, String detail, String action) {
        return new Rejection(HttpStatus.TOO_MANY_REQUESTS, type, title, detail, action, SOON);
    }

    public static Rejection mediaType(String detail, String action) {
        return new Rejection(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "media-type",
                "The media type is not supported",
                detail,
                action,
                Duration.ZERO);
    }

    public static Rejection malformed(String detail, String action) {
        return new Rejection(
                HttpStatus.BAD_REQUEST, "malformed-request", "The request is malformed", detail, action, Duration.ZERO);
    }

    /** The refusal as an answer of a controller. */
    public ResponseEntity<ProblemDetail> answer() {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create(uri()));
        problem.setTitle(title);
        problem.setProperty("action", action);
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (retryAfter.isPositive()) {
            answer.header(HttpHeaders.RETRY_AFTER, seconds(retryAfter));
        }
        return answer.body(problem);
    }

    /** The refusal as the body of an answer. */
    byte[] body() {
        ObjectNode problem = JsonMapper.shared()
                .createObjectNode()
                .put("type", uri())
                .put("title", title)
                .put("status", status.value())
                .put("detail", detail)
                .put("action", action);
        return JsonMapper.shared().writeValueAsBytes(problem);
    }

    private String uri() {
        return "urn:outset:problem:" + type;
    }

    /** Whole seconds, rounded up: whoever comes back on the second is let in. */
    static String seconds(Duration wait) {
        return Long.toString(wait.plusNanos(999_999_999).toSeconds());
    }
}
