package dev.outset.api.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Finds breaking changes between two OpenAPI 3.1 documents, as defined in docs/adr/0016: operations, parameters,
 * request bodies and responses. {@link SchemaChanges} compares their schemas.
 */
final class BreakingChanges {

    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");

    private final JsonNode before;

    private final JsonNode after;

    private final List<String> found = new ArrayList<>();

    private BreakingChanges(JsonNode before, JsonNode after) {
        this.before = before;
        this.after = after;
    }

    /** Describes every breaking change, in the order of the old document. */
    static List<String> between(JsonNode before, JsonNode after) {
        BreakingChanges changes = new BreakingChanges(before, after);
        before.path("paths").properties().forEach(path -> changes.path(path.getKey(), path.getValue()));
        return changes.found.stream().distinct().toList();
    }

    private void path(String path, JsonNode item) {
        for (String method : METHODS) {
            if (item.has(method)) {
                String name = method.toUpperCase(java.util.Locale.ROOT) + " " + path;
                JsonNode now = after.path("paths").path(path).path(method);
                if (now.isMissingNode()) {
                    found.add(name + " was removed");
                } else {
                    operation(name, item.path(method), now);
                }
            }
        }
    }

    private void operation(String name, JsonNode was, JsonNode now) {
        // Generated clients derive the names of methods and classes from these.
        renamed(name, "operationId", was.path("operationId"), now.path("operationId"));
        renamed(name, "tag", was.path("tags").path(0), now.path("tags").path(0));
        parameters(name, byName(before, was), byName(after, now));
        body(name, was.path("requestBody"), now.path("requestBody"));
        was.path("responses").properties().forEach(response -> {
            if (response.getKey().startsWith("2")) {
                response(
                        name + " " + response.getKey(),
                        resolve(before, response.getValue()),
                        resolve(after, now.path("responses").path(response.getKey())));
            }
        });
    }

    private void renamed(String name, String what, JsonNode was, JsonNode now) {
        if (!was.equals(now)) {
            found.add("%s: %s was %s, is %s".formatted(name, what, was.asString("none"), now.asString("none")));
        }
    }

    private void parameters(String name, Map<String, JsonNode> was, Map<String, JsonNode> now) {
        was.forEach((parameter, old) -> {
            JsonNode current = now.get(parameter);
            if (current == null) {
                found.add(name + ": parameter " + parameter + " was removed");
                return;
            }
            if (isRequired(current) && !isRequired(old)) {
                found.add(name + ": parameter " + parameter + " is now required");
            }
            request(name + ": parameter " + parameter, old.path("schema"), current.path("schema"));
        });
        now.forEach((parameter, current) -> {
            if (isRequired(current) && !was.containsKey(parameter)) {
                found.add(name + ": new parameter " + parameter + " is required");
            }
        });
    }

    private void body(String name, JsonNode was, JsonNode now) {
        if (isRequired(now) && !isRequired(was)) {
            found.add(name + ": the body is now required");
        }
        was.path("content").properties().forEach(type -> {
            JsonNode current = now.path("content").path(type.getKey());
            if (current.isMissingNode()) {
                found.add(name + ": no longer accepts " + type.getKey());
            } else {
                request(name + ": body", type.getValue().path("schema"), current.path("schema"));
            }
        });
    }

    private void response(String name, JsonNode was, JsonNode now) {
        if (now.isMissingNode()) {
            found.add(name + " is no longer returned");
            return;
        }
        was.path("headers").propertyNames().forEach(header -> {
            if (!now.path("headers").has(header)) {
                found.add(name + ": header " + header + " was removed");
            }
        });
        was.path("content").properties().forEach(type -> {
            JsonNode current = now.path("content").path(type.getKey());
            if (current.isMissingNode()) {
                found.add(name + ": no longer returns " + type.getKey());
            } else {
                new SchemaChanges(before, after, SchemaChanges.Direction.RESPONSE, found)
                        .compare(name + ": body", type.getValue().path("schema"), current.path("schema"));
            }
        });
    }

    private void request(String where, JsonNode was, JsonNode now) {
        new SchemaChanges(before, after, SchemaChanges.Direction.REQUEST, found).compare(where, was, now);
    }

    private static boolean isRequired(JsonNode node) {
        return node.path("required").asBoolean(false);
    }

    private static Map<String, JsonNode> byName(JsonNode document, JsonNode operation) {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        operation.path("parameters").forEach(entry -> {
            JsonNode parameter = resolve(document, entry);
            parameters.put(
                    parameter.path("in").asString() + " "
                            + parameter.path("name").asString(),
                    parameter);
        });
        return parameters;
    }

    /** The target of a reference; any other node itself. */
    static JsonNode resolve(JsonNode document, JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isString() ? document.at(reference.asString().substring(1)) : node;
    }
}
