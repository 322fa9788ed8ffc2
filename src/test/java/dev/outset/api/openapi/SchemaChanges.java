package dev.outset.api.openapi;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What breaks a client between two schemas: what may be sent must not shrink, what is answered must not lose anything. */
final class SchemaChanges {

    private static final List<String> LOWER_BOUNDS = List.of("minimum", "minLength", "minItems", "exclusiveMinimum");

    private static final List<String> UPPER_BOUNDS = List.of("maximum", "maxLength", "maxItems", "exclusiveMaximum");

    /** Which way a value travels. */
    enum Direction {
        SENT,
        ANSWERED
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

    /** Adds what breaks, each with the place it is at. */
    void compare(String where, JsonNode oldSchema, JsonNode newSchema) {
        if (oldSchema.has("$ref") && !seen.add(oldSchema.path("$ref").asString() + " " + newSchema.path("$ref"))) {
            return;
        }
        JsonNode was = BreakingChanges.resolve(before, oldSchema);
        JsonNode now = BreakingChanges.resolve(after, newSchema);
        types(where, was, now);
        enums(where, was, now);
        if (direction == Direction.SENT) {
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
        boolean isNarrower = direction == Direction.SENT && !was.has("enum") && now.has("enum");
        if (isNarrower) {
            found.add(where + ": takes only " + strings(now.path("enum")));
        } else if (direction == Direction.SENT && now.has("enum") && !lost.isEmpty()) {
            found.add(where + ": no longer takes " + lost);
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
            found.add(where + ": no longer takes other members");
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
                found.add(name + " is gone");
            } else {
                compare(name, property.getValue(), current);
            }
        });
        if (direction == Direction.SENT) {
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
                found.add("%s: %s is no longer one of its forms".formatted(where, form(variant)));
            } else {
                compare(where + "(" + form(variant) + ")", variant, current);
            }
        }
        if (direction == Direction.SENT && !was.has("oneOf") && now.has("oneOf")) {
            found.add(where + ": must now be one of several forms");
        }
        if (!was.path("discriminator")
                .path("propertyName")
                .equals(now.path("discriminator").path("propertyName"))) {
            found.add(where + ": its forms are told apart by another member");
        }
    }

    private static @Nullable JsonNode match(JsonNode variant, JsonNode candidates) {
        return candidates
                .valueStream()
                .filter(candidate -> form(candidate).equals(form(variant)))
                .findFirst()
                .orElse(null);
    }

    private static String form(JsonNode variant) {
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
