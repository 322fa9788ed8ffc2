package dev.outset.api.openapi;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The example request bodies of the OpenAPI document, from {@code examples/} and {@code openapi/examples/}. The
 * directory of a file determines its operation.
 */
final class RequestExamples {

    private static final String VMS = "/api/v1/vms";

    private final List<Body> bodies;

    private record Body(String path, String method, String name, JsonNode json) {}

    private RequestExamples(List<Body> bodies) {
        this.bodies = bodies;
    }

    /** Loads the examples from the classpath. */
    static RequestExamples load() {
        try {
            List<Body> bodies = new ArrayList<>();
            for (Resource file : new PathMatchingResourcePatternResolver().getResources("classpath*:examples/*.json")) {
                bodies.add(body(VMS, "POST", file));
            }
            for (Resource file :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:openapi/examples/*/*.json")) {
                String[] parts = URLDecoder.decode(file.getURL().getPath(), StandardCharsets.UTF_8)
                        .split("/", -1);
                String[] operation = parts[parts.length - 2].split("_", 2);
                bodies.add(body("/api/v1/" + operation[1].replace("__", "/"), operation[0], file));
            }
            return new RequestExamples(bodies);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Body body(String path, String method, Resource file) throws IOException {
        String name = Objects.requireNonNull(file.getFilename()).replace(".json", "");
        return new Body(path, method, name, JsonMapper.shared().readTree(file.getContentAsByteArray()));
    }

    /** Adds the examples of an operation. */
    void addTo(String path, String method, Operation operation) {
        if (operation.getRequestBody() == null || operation.getRequestBody().getContent() == null) {
            return;
        }
        for (Body body : bodies) {
            if (body.path.equals(path) && body.method.equals(method)) {
                for (MediaType type : operation.getRequestBody().getContent().values()) {
                    type.addExamples(body.name, new Example().value(plain(body.json)));
                }
            }
        }
    }

    private static Object plain(JsonNode json) {
        return JsonMapper.shared().treeToValue(json, Object.class);
    }
}
