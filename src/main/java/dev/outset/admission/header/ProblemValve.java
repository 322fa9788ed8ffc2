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

/** What the server refuses before any filter sees it, such as a malformed address: a problem instead of Tomcat's page. */
public final class ProblemValve extends ErrorReportValve {

    private final SecurityHeaders headers;

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
        boolean ours = status == HttpStatus.INTERNAL_SERVER_ERROR.value();
        ObjectNode problem = JsonMapper.shared()
                .createObjectNode()
                .put("type", "urn:outset:problem:" + (ours ? "bug" : "malformed-request"))
                .put("title", known == null ? "Error" : known.getReasonPhrase())
                .put("status", status)
                .put("detail", ours ? "Outset failed" : "The server cannot read this request")
                .put("action", ours ? "See the service's log" : "Send a well-formed HTTP request");
        try {
            // Only the policy for data fits here, whatever the address was meant to be.
            headers.of("", request.isSecure()).forEach(response::setHeader);
            if (response.getHeader(RequestId.HEADER) == null) {
                response.setHeader(RequestId.HEADER, RequestId.of(request));
            }
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.getOutputStream().write(JsonMapper.shared().writeValueAsBytes(problem));
            response.finishResponse();
        } catch (IOException | IllegalStateException gone) {
            container.getLogger().debug("An error could not be told", gone);
        }
    }
}
