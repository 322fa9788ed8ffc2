package dev.outset.support;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An HTTP client for a running service. */
public final class HttpCalls {

    private final HttpClient client = HttpClient.newHttpClient();

    private final String base;

    /** Creates a client for a service on a local port. */
    public HttpCalls(int port) {
        this.base = "http://127.0.0.1:" + port;
    }

    /**
     * A response.
     *
     * @param status the status code
     * @param response the complete response
     */
    public record Answer(int status, HttpResponse<String> response) {

        /** Parses the body as JSON. */
        public JsonNode json() {
            return JsonMapper.shared().readTree(response.body());
        }

        /** Returns the body as text. */
        public String text() {
            return response.body();
        }

        /** Returns the first value of a header; empty if it is absent. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /** Sends a GET request with pairs of header name and value. */
    public Answer get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    /** Sends a POST request with a JSON body. */
    public Answer post(String path, String body, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Sends a POST request with a chunked JSON body, without Content-Length. */
    public Answer postChunked(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))));
    }

    /** Sends a request with any method and a body of the given media type. */
    public Answer call(String method, String path, String type, String body, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Sends a DELETE request. */
    public Answer delete(String path, String... headers) {
        return send(request(path, headers).DELETE());
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
