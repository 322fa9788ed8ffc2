package dev.outset.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.binding.RecordReader;
import dev.outset.support.RequestReader;
import dev.outset.violation.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
            "MigrationPlanRequest", "dev.outset.api.migration.MigrationPlanRequest",
            "MigrationRequest", "dev.outset.migration.plan.MigrationRequest",
            "ReleaseRequest", "dev.outset.api.vm.ReleaseRequest",
            "SimulationRequest", "dev.outset.api.simulation.SimulationRequest",
            "VmRequest", "dev.outset.api.vm.admission.VmRequest",
            "VmSpec", "dev.outset.vm.VmSpec");

    /** The keywords that constrain values. */
    private static final Set<String> CONSTRAINTS = Set.of(
            "enum", "maxItems", "maxLength", "maximum", "minItems", "minLength", "minimum", "pattern", "required");

    /** The keywords that describe values, or contain further schemas. */
    private static final Set<String> DESCRIPTIONS = Set.of(
            "$ref",
            "type",
            "format",
            "description",
            "default",
            "example",
            "properties",
            "additionalProperties",
            "items",
            "oneOf",
            "discriminator");

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
        return new TreeMap<>(RECORDS)
                .keySet().stream()
                        .flatMap(record -> violations(record)
                                .map(violating -> DynamicTest.dynamicTest(
                                        record + violating.pointer() + " " + violating.keyword(),
                                        () -> assertThat(pointers(violating.body(), Class.forName(RECORDS.get(record))))
                                                .contains(violating.pointer()))));
    }

    @Test
    void violatesEachKindOfConstraint() {
        assertThat(RECORDS.keySet().stream().flatMap(this::violations).map(Violating::keyword))
                .containsAll(CONSTRAINTS);
    }

    /** The values of a parameter depend on the release: rules check them, and not the reader. */
    private Stream<Violating> violations(String record) {
        return violations(document.at("/components/schemas/" + record), "", UnaryOperator.identity())
                .filter(violating -> !violating.keyword().equals("enum")
                        || !violating.pointer().matches(".*/(early|live|parameters)/[^/]+"));
    }

    private static List<String> pointers(JsonNode body, Class<?> type) {
        return READER.read(body, type).violations().errors().stream()
                .map(Violation::pointer)
                .toList();
    }

    /**
     * A body that violates a constraint.
     *
     * @param pointer the place of the violation
     * @param keyword the keyword of the schema
     * @param body the body
     */
    private record Violating(String pointer, String keyword, JsonNode body) {}

    /** Goes through a schema; {@code outer} puts a value at the place of the schema into a body. */
    private Stream<Violating> violations(JsonNode given, String pointer, UnaryOperator<JsonNode> outer) {
        JsonNode schema = resolved(given);
        Stream<Violating> own = schema.properties().stream()
                .flatMap(keyword -> violating(schema, keyword.getKey(), keyword.getValue()))
                .map(part -> new Violating(pointer + part.pointer(), part.keyword(), outer.apply(part.body())));
        Stream<Violating> members = schema.path("properties").properties().stream()
                .flatMap(member -> violations(
                        member.getValue(),
                        pointer + "/" + member.getKey(),
                        value -> outer.apply(object(schema).set(member.getKey(), value))));
        Stream<Violating> elements = schema.has("items")
                ? violations(
                        schema.get("items"),
                        pointer + "/0",
                        value -> outer.apply(NODES.arrayNode().add(value)))
                : Stream.of();
        Stream<Violating> values = schema.path("additionalProperties").isObject()
                ? violations(
                        schema.get("additionalProperties"),
                        pointer + "/a",
                        value -> outer.apply(NODES.objectNode().set("a", value)))
                : Stream.of();
        Stream<Violating> variants =
                schema.path("oneOf").valueStream().flatMap(variant -> violations(variant, pointer, outer));
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

    /** Values that violate a keyword, each with the place of the violation relative to the value. */
    private static Stream<Violating> violating(JsonNode schema, String keyword, JsonNode limit) {
        if (keyword.equals("required")) {
            return limit.valueStream()
                    .map(JsonNode::asString)
                    .map(name ->
                            new Violating("/" + name, keyword, object(schema).remove(List.of(name))));
        }
        JsonNode value = switch (keyword) {
            case "enum" -> limit.size() == 1 ? null : text(100);
            case "maxLength" -> text(limit.asInt() + 1);
            case "minLength" -> limit.asInt() == 0 ? null : text(limit.asInt() - 1);
            case "maximum" -> NODES.numberNode(limit.asLong() + 1);
            case "minimum" -> NODES.numberNode(limit.asLong() - 1);
            case "maxItems" -> list(limit.asInt() + 1);
            case "minItems" -> limit.asInt() == 0 ? null : list(limit.asInt() - 1);
            case "maxProperties" -> map(limit.asInt() + 1);
            case "minProperties" -> limit.asInt() == 0 ? null : map(limit.asInt() - 1);
            case "pattern" ->
                StringNode.valueOf(TEXTS.stream()
                        .filter(text -> !text.matches(limit.asString()))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("No text violates " + limit)));
            default -> {
                assertThat(DESCRIPTIONS).contains(keyword);
                yield null;
            }
        };
        return value == null ? Stream.of() : Stream.of(new Violating("", keyword, value));
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
