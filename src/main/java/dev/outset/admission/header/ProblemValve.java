package dev.outset.admission.header;

import dev.outset.admission.limit.Rejection;
import java.io.IOException;
import java.util.Objects;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Sends a problem response instead of Tomcat's error page for requests that Tomcat rejects, such as a malformed URL.
 */
public final class ProblemValve extends ErrorReportValve {

    private final SecurityHeaders headers;

    /** Creates a valve that adds the given headers to its responses. */
    public ProblemValve(SecurityHeaders headers) {
        this.headers = headers;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < HttpStatus.BAD_REQUEST.value() || response.getContentWritten() > 0 || response.isCommitted()) {
            return;
        }
        HttpStatus known = Objects.requireNonNullElse(HttpStatus.resolve(status), HttpStatus.INTERNAL_SERVER_ERROR);
        boolean isInternal = known == HttpStatus.INTERNAL_SERVER_ERROR;
        Rejection problem = new Rejection(
                known,
                isInternal ? "internal-error" : "malformed-request",
                known.getReasonPhrase(),
                isInternal ? "Internal server error" : "The server cannot parse the request",
                isInternal ? "See the log of the service" : "Send a well-formed HTTP request");
        try {
            // The response is data, regardless of the requested path.
            headers.of("", request.isSecure()).forEach(response::setHeader);
            RequestId.addTo(response, request);
            problem.write(response);
            response.finishResponse();
        } catch (IOException | IllegalStateException aborted) {
            container.getLogger().debug("The error response could not be sent", aborted);
        }
    }
}
