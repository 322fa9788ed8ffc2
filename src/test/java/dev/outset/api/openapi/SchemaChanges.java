package dev.outset.api.openapi;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds breaking changes between two schemas: requests must not become stricter, and responses must not lose members.
 */
final class SchemaChanges {

    private static final List<String> LOWER_BOUNDS = List.of("minimum", "minLength", "minItems", "exclusiveMinimum");

    private static final List<String> UPPER_BOUNDS = List.of("maximum", "maxLength", "maxItems", "exclusiveMaximum");

    /** Whether a schema describes a request or a response. */
    enum Direction {
        REQUEST,
        RESPONSE
    }

    private final JsonNode before;

    private final JsonNode after;

    private final Direction direction;

    private final List<String> found;

    private final Set<String> seen = new HashSet<>();

    SchemaChanges(JsonNode before, JsonNode after, Direction direction, List<String> found) {
        this.before = before;
        this.after = after;
        this.direction = direction;
        this.found = found;
    }

    /** Adds the breaking changes, each with its location. */
    void compare(String where, JsonNode oldSchema, JsonNode newSchema) {
        if (oldSchema.has("$ref") && !seen.add(oldSchema.path("$ref").asString() + " " + newSchema.path("$ref"))) {
            return;
        }
        JsonNode was = BreakingChanges.resolve(before, oldSchema);
        JsonNode now = BreakingChanges.resolve(after, newSchema);
        types(where, was, now);
        enums(where, was, now);
        if (direction == Direction.REQUEST) {
            limits(where, was, now);
        }
        properties(where, was, now);
        variants(where, was, now);
        if (was.has("items") && now.has("items")) {
            compare(where + "[]", was.path("items"), now.path("items"));
        }
        if (was.path("additionalProperties").isObject()
                && now.path("additionalProperties").isObject()) {
            compare(where + ".*", was.path("additionalProperties"), now.path("additionalProperties"));
        }
    }

    private void types(String where, JsonNode was, JsonNode now) {
        if (!strings(was.path("type")).equals(strings(now.path("type")))
                || !was.path("format").equals(now.path("format"))) {
            found.add("%s: type was %s, is %s".formatted(where, type(was), type(now)));
        }
    }

    private void enums(String where, JsonNode was, JsonNode now) {
        Set<String> lost = strings(was.path("enum"));
        lost.removeAll(strings(now.path("enum")));
        boolean isNarrower = direction == Direction.REQUEST && !was.has("enum") && now.has("enum");
        if (isNarrower) {
            found.add(where + ": accepts only " + strings(now.path("enum")));
        } else if (direction == Direction.REQUEST && now.has("enum") && !lost.isEmpty()) {
            found.add(where + ": no longer accepts " + lost);
        }
    }

    private void limits(String where, JsonNode was, JsonNode now) {
        LOWER_BOUNDS.forEach(bound -> bound(where, bound, was, now, 1));
        UPPER_BOUNDS.forEach(bound -> bound(where, bound, was, now, -1));
        if (now.has("pattern") && !now.path("pattern").equals(was.path("pattern"))) {
            found.add(
                    "%s: must now match %s".formatted(where, now.path("pattern").asString()));
        }
        if (now.path("additionalProperties").isBoolean()
                && !now.path("additionalProperties").asBoolean()
                && !was.path("additionalProperties").equals(now.path("additionalProperties"))) {
            found.add(where + ": no longer accepts other members");
        }
    }

    private void bound(String where, String bound, JsonNode was, JsonNode now, int tighter) {
        if (now.has(bound)
                && (!was.has(bound)
                        || Integer.signum(now.path(bound)
                                        .decimalValue()
                                        .compareTo(was.path(bound).decimalValue()))
                                == tighter)) {
            found.add("%s: %s is now %s".formatted(where, bound, now.path(bound)));
        }
    }

    private void properties(String where, JsonNode was, JsonNode now) {
        Set<String> wasRequired = strings(was.path("required"));
        Set<String> isRequired = strings(now.path("required"));
        was.path("properties").properties().forEach(property -> {
            String name = where + "." + property.getKey();
            JsonNode current = now.path("properties").path(property.getKey());
            if (current.isMissingNode()) {
                found.add(name + " was removed");
            } else {
                compare(name, property.getValue(), current);
            }
        });
        if (direction == Direction.REQUEST) {
            isRequired.stream()
                    .filter(name -> !wasRequired.contains(name))
                    .forEach(name -> found.add(where + "." + name + " is now required"));
        } else {
            wasRequired.stream()
                    .filter(name ->
                            !isRequired.contains(name) && now.path("properties").has(name))
                    .forEach(name -> found.add(where + "." + name + " may now be absent"));
        }
    }

    private void variants(String where, JsonNode was, JsonNode now) {
        for (JsonNode variant : was.path("oneOf")) {
            JsonNode current = match(variant, now.path("oneOf"));
            if (current == null) {
                found.add("%s: %s is no longer one of its variants".formatted(where, variantName(variant)));
            } else {
                compare(where + "(" + variantName(variant) + ")", variant, current);
            }
        }
        if (direction == Direction.REQUEST && !was.has("oneOf") && now.has("oneOf")) {
            found.add(where + ": must now be one of several variants");
        }
        if (!was.path("discriminator")
                .path("propertyName")
                .equals(now.path("discriminator").path("propertyName"))) {
            found.add(where + ": the discriminator of its variants changed");
        }
    }

    private static @Nullable JsonNode match(JsonNode variant, JsonNode candidates) {
        return candidates
                .valueStream()
                .filter(candidate -> variantName(candidate).equals(variantName(variant)))
                .findFirst()
                .orElse(null);
    }

    private static String variantName(JsonNode variant) {
        String reference = variant.path("$ref").asString("");
        return reference.isEmpty() ? type(variant) : reference.substring(reference.lastIndexOf('/') + 1);
    }

    private static String type(JsonNode schema) {
        String type = schema.has("type") ? String.join(" or ", strings(schema.path("type"))) : "anything";
        return schema.has("format") ? type + " (" + schema.path("format").asString() + ")" : type;
    }

    private static Set<String> strings(JsonNode node) {
        Stream<JsonNode> values = node.isArray() ? node.valueStream() : Stream.of(node);
        return values.filter(value -> !value.isMissingNode())
                .map(JsonNode::asString)
                .collect(Collectors.toCollection(java.util.TreeSet::new));
    }
}
