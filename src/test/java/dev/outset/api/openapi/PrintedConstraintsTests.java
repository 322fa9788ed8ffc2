package dev.outset.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.binding.RecordReader;
import dev.outset.support.RequestReader;
import dev.outset.violation.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Violates every constraint that {@code docs/openapi.json} prints for a request body: the reader reports each of them. */
class PrintedConstraintsTests {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final RecordReader READER = RequestReader.READER;

    /** Texts of which at least one violates any pattern. */
    private static final List<String> TEXTS = List.of(" \n,=", "", "\u0001", "a".repeat(5000));

    private final JsonNode document = document();

    /** The records that are read from the bodies, by the name of their schema. */
    private static final Map<String, String> RECORDS = Map.of(
            "ApiKeyRequest", "dev.outset.api.access.ApiKeyRequest",
            "ImportRequest", "dev.outset.api.importing.ImportRequest",
            "MigrationPlanRequest", "dev.outset.api.plan.MigrationPlanRequest",
            "MigrationRequest", "dev.outset.migration.plan.MigrationRequest",
            "ReleaseRequest", "dev.outset.api.vm.ReleaseRequest",
            "SimulationRequest", "dev.outset.api.simulation.SimulationRequest",
            "VmRequest", "dev.outset.api.vm.admission.VmRequest",
            "VmSpec", "dev.outset.vm.VmSpec");

    /** Schemas of bodies whose parts are merged into, or read as, a {@code VmRequest}. */
    private static final Set<String> PARTIAL = Set.of("LabelChange", "VmBatchRequest", "VmPatch");

    @Test
    void coversAllRequests() {
        assertThat(document.at("/paths").findValues("requestBody").stream()
                        .map(body -> body.findValue("$ref").asString().replaceFirst(".*/", "")))
                .isSubsetOf(Stream.concat(RECORDS.keySet().stream(), PARTIAL.stream())
                        .toList())
                .containsAll(RECORDS.keySet());
    }

    @TestFactory
    Stream<DynamicTest> enforcesEachConstraint() {
        return new TreeMap<>(RECORDS).entrySet().stream().flatMap(record -> {
            JsonNode schema = document.at("/components/schemas/" + record.getKey());
            return violations(schema, "", UnaryOperator.identity(), 0)
                    .map(violating -> DynamicTest.dynamicTest(
                            record.getKey() + violating.pointer() + " " + violating.keyword(),
                            () -> assertThat(pointers(violating.body(), Class.forName(record.getValue())))
                                    .contains(violating.pointer())));
        });
    }

    private static List<String> pointers(JsonNode body, Class<?> type) {
        return READER.read(body, type).violations().errors().stream()
                .map(Violation::pointer)
                .toList();
    }

    /**
     * A body that violates a constraint.
     *
     * @param pointer the place of the constraint
     * @param keyword the keyword of the schema
     * @param body the body
     */
    private record Violating(String pointer, String keyword, JsonNode body) {}

    /** Goes through a schema; {@code outer} puts a value at the place of the schema into a body. */
    private Stream<Violating> violations(JsonNode given, String pointer, UnaryOperator<JsonNode> outer, int depth) {
        JsonNode schema = resolved(given);
        if (depth > 6) {
            return Stream.of();
        }
        Stream<Violating> own = violating(schema).entrySet().stream()
                .map(entry -> new Violating(pointer, entry.getKey(), outer.apply(entry.getValue())));
        Stream<Violating> members = schema.path("properties").properties().stream()
                .flatMap(member -> violations(
                        member.getValue(),
                        pointer + "/" + member.getKey(),
                        value -> outer.apply(object(schema).set(member.getKey(), value)),
                        depth + 1));
        Stream<Violating> elements = schema.has("items")
                ? violations(
                        schema.get("items"),
                        pointer + "/0",
                        value -> outer.apply(NODES.arrayNode().add(value)),
                        depth + 1)
                : Stream.of();
        Stream<Violating> values = schema.path("additionalProperties").isObject()
                ? violations(
                        schema.get("additionalProperties"),
                        pointer + "/a",
                        value -> outer.apply(NODES.objectNode().set("a", value)),
                        depth + 1)
                : Stream.of();
        Stream<Violating> variants =
                schema.path("oneOf").valueStream().flatMap(variant -> violations(variant, pointer, outer, depth + 1));
        return Stream.of(own, members, elements, values, variants).flatMap(all -> all);
    }

    /** An object with the discriminators of a variant. */
    private static ObjectNode object(JsonNode schema) {
        ObjectNode object = NODES.objectNode();
        schema.path("properties").properties().forEach(member -> {
            JsonNode only = member.getValue().path("enum");
            if (only.size() == 1) {
                object.set(member.getKey(), only.get(0));
            }
        });
        return object;
    }

    private JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? document.at(schema.get("$ref").asString().substring(1)) : schema;
    }

    private static Map<String, JsonNode> violating(JsonNode schema) {
        Map<String, JsonNode> values = new HashMap<>();
        schema.properties().forEach(keyword -> {
            JsonNode limit = keyword.getValue();
            switch (keyword.getKey()) {
                case "maxLength" -> values.put("maxLength", text(limit.asInt() + 1));
                case "minLength" -> {
                    if (limit.asInt() > 0) {
                        values.put("minLength", text(limit.asInt() - 1));
                    }
                }
                case "maximum" -> values.put("maximum", NODES.numberNode(limit.asLong() + 1));
                case "minimum" -> values.put("minimum", NODES.numberNode(limit.asLong() - 1));
                case "maxItems" -> values.put("maxItems", list(limit.asInt() + 1));
                case "minItems" -> {
                    if (limit.asInt() > 0) {
                        values.put("minItems", list(limit.asInt() - 1));
                    }
                }
                case "maxProperties" -> values.put("maxProperties", map(limit.asInt() + 1));
                case "minProperties" -> {
                    if (limit.asInt() > 0) {
                        values.put("minProperties", map(limit.asInt() - 1));
                    }
                }
                case "pattern" ->
                    values.put(
                            "pattern",
                            StringNode.valueOf(TEXTS.stream()
                                    .filter(text -> !text.matches(limit.asString()))
                                    .findFirst()
                                    .orElseThrow(() -> new AssertionError("No text violates " + limit))));
                default -> {}
            }
        });
        return values;
    }

    private static JsonNode text(int length) {
        return StringNode.valueOf("a".repeat(length));
    }

    private static JsonNode list(int size) {
        var list = NODES.arrayNode();
        IntStream.range(0, size).forEach(i -> list.add("a"));
        return list;
    }

    private static JsonNode map(int size) {
        var map = NODES.objectNode();
        IntStream.range(0, size).forEach(i -> map.put("a" + i, "a"));
        return map;
    }

    private static JsonNode document() {
        try {
            return JsonMapper.shared().readTree(Files.readString(Path.of("docs/openapi.json")));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
