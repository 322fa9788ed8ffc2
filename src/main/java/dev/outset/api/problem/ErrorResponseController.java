package dev.outset.api.problem;

import dev.outset.admission.limit.Rejection;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Responds with problem details to requests that the servlet container or a filter rejects; a direct request returns
 * 404. It bypasses Spring's message converters, because they would parse the headers again that may have caused the
 * rejection.
 */
@Hidden
@Controller
class ErrorResponseController implements ErrorController {

    @RequestMapping("${server.error.path:/error}")
    void respond(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus resolved = code instanceof Integer number ? HttpStatus.resolve(number) : HttpStatus.NOT_FOUND;
        HttpStatus status = resolved == null ? HttpStatus.INTERNAL_SERVER_ERROR : resolved;
        boolean isClientError = status.is4xxClientError();
        new Rejection(
                        status,
                        isClientError ? "malformed-request" : "internal-error",
                        status.getReasonPhrase(),
                        null,
                        isClientError
                                ? "Compare the request with the OpenAPI document at /v3/api-docs"
                                : "See the log of the service")
                .write(response);
    }
}
