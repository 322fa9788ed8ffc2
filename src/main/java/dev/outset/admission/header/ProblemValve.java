package dev.outset.admission.header;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

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
        HttpStatus known = HttpStatus.resolve(status);
        boolean isInternal = status == HttpStatus.INTERNAL_SERVER_ERROR.value();
        ObjectNode problem = JsonMapper.shared()
                .createObjectNode()
                .put("type", "urn:outset:problem:" + (isInternal ? "internal-error" : "malformed-request"))
                .put("title", known == null ? "Error" : known.getReasonPhrase())
                .put("status", status)
                .put("detail", isInternal ? "Internal server error" : "The server cannot parse the request")
                .put("action", isInternal ? "See the log of the service" : "Send a well-formed HTTP request");
        try {
            // The response is data, regardless of the requested path.
            headers.of("", request.isSecure()).forEach(response::setHeader);
            RequestId.addTo(response, request);
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.getOutputStream().write(JsonMapper.shared().writeValueAsBytes(problem));
            response.finishResponse();
        } catch (IOException | IllegalStateException aborted) {
            container.getLogger().debug("The error response could not be sent", aborted);
        }
    }
}
