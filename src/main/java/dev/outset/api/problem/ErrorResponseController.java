package dev.outset.api.problem;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the server or a filter refuses, as a problem like any other. Asked for by itself there is nothing here. It writes
 * without Spring's converters, which would read once more the headers for which a request may have been refused.
 */
@Hidden
@Controller
class ErrorResponseController implements ErrorController {

    @RequestMapping("${server.error.path:/error}")
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus known = code instanceof Integer number ? HttpStatus.resolve(number) : HttpStatus.NOT_FOUND;
        HttpStatus status = known == null ? HttpStatus.INTERNAL_SERVER_ERROR : known;
        boolean isTheirs = status.is4xxClientError();
        byte[] body = JsonMapper.shared()
                .writeValueAsBytes(JsonMapper.shared()
                        .createObjectNode()
                        .put("type", "urn:outset:problem:" + (isTheirs ? "malformed-request" : "bug"))
                        .put("title", status.getReasonPhrase())
                        .put("status", status.value())
                        .put(
                                "action",
                                isTheirs
                                        ? "Compare the request with the OpenAPI document at /v3/api-docs"
                                        : "See the service's log"));
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
