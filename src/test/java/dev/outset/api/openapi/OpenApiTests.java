package dev.outset.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.support.HttpCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The OpenAPI document is complete, matches the catalogue, and has working examples. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:open-api;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTests {

    @LocalServerPort
    private int port;

    @Test
    void describesEveryOperation() {
        List<String> undescribed = new ArrayList<>();
        operations().forEach(operation -> {
            if (operation.path("summary").asString("").isBlank()
                    || operation.path("description").asString("").isBlank()
                    || operation.path("tags").isEmpty()) {
                undescribed.add(operation.path("operationId").asString());
            }
        });

        assertThat(undescribed).isEmpty();
    }

    @Test
    void assignsUniqueOperationIds() {
        List<String> names = operations()
                .map(operation -> operation.path("operationId").asString())
                .toList();

        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z]+([A-Z][a-z]+)*"));
    }

    @Test
    void describesEverySchemaAndMember() {
        List<String> undescribed = new ArrayList<>();
        document().at("/components/schemas").properties().forEach(schema -> {
            if (!schema.getValue().has("description")) {
                undescribed.add(schema.getKey());
            }
            schema.getValue().path("properties").properties().forEach(member -> {
                boolean isTag = member.getValue().path("enum").size() == 1;
                if (!isTag && !member.getValue().has("description")) {
                    undescribed.add(schema.getKey() + "." + member.getKey());
                }
            });
        });

        assertThat(undescribed).isEmpty();
    }

    @Test
    void describesFailures() {
        assertThat(operations())
                .allSatisfy(operation ->
                        assertThat(operation.path("responses").propertyNames()).contains("503", "default"));
        assertThat(document().at("/paths/~1api~1v1~1vms~1{name}/put/responses").propertyNames())
                .contains("400", "404", "409", "412", "422", "428");
        assertThat(document().at("/components/responses/Unavailable/headers").propertyNames())
                .contains("Retry-After");
    }

    @Test
    void describesSealedTypesWithDiscriminator() {
        JsonNode backend = document().at("/components/schemas/NetworkBackend");

        assertThat(backend.path("discriminator").path("propertyName").asString())
                .isEqualTo("type");
        assertThat(backend.path("discriminator").path("mapping").propertyNames())
                .containsExactlyInAnyOrder("user", "tap", "bridge", "vhost-user", "socket");
        assertThat(backend.path("oneOf")).hasSize(5);
    }

    @Test
    void describesEveryMediaType() {
        assertThat(document()
                        .at("/paths/~1api~1v1~1events/get/responses/200/content")
                        .propertyNames())
                .contains("application/json", "text/event-stream");
        assertThat(document()
                        .at("/paths/~1api~1v1~1migration-plans/post/responses/200/content")
                        .propertyNames())
                .contains("application/json", "text/x-shellscript");
        assertThat(document()
                        .at("/paths/~1api~1v1~1vms~1{name}~1command-line/get/responses/200/content")
                        .propertyNames())
                .contains("application/json", "text/plain");
    }

    @Test
    void describesAllParametersOfCatalogue() {
        Catalogues catalogues = Catalogues.load();
        Set<String> rows = catalogues.versions().stream()
                .flatMap(version -> catalogues.of(version).parameters().stream())
                .map(spec -> spec.name())
                .collect(Collectors.toCollection(TreeSet::new));

        JsonNode schema = document().at("/components/schemas/MigrationParameters/properties");

        assertThat(new TreeSet<>(schema.propertyNames())).isEqualTo(rows);
    }

    @Test
    void hasExampleForEveryBody() {
        List<String> undescribed = new ArrayList<>();
        operations()
                .filter(operation -> operation.has("requestBody"))
                .forEach(operation -> operation
                        .at("/requestBody/content")
                        .properties()
                        .forEach(content -> {
                            if (content.getValue().path("examples").isEmpty()) {
                                undescribed.add(operation.path("operationId").asString() + " " + content.getKey());
                            }
                        }));

        assertThat(undescribed).isEmpty();
    }

    @Test
    void respondsToExamplesAsNamed() {
        HttpCalls http = new HttpCalls(port);
        // The VMs in the examples of migrations.
        http.post("/api/v1/vms", "{\"name\": \"mail-1\", \"spec\": {\"qemu\": {\"version\": \"9.2\"}}}");
        http.post("/api/v1/vms", """
                {"name": "mail-2", "spec": {"qemu": {"version": "9.2"}, "migration": {"incoming": {"listen": "defer"}}}}
                """);
        document().at("/paths").properties().stream()
                // The result of an operation on one VM depends on its state.
                .filter(path -> !path.getKey().contains("{"))
                .forEach(path -> path.getValue()
                        .path("post")
                        .at("/requestBody/content/application~1json/examples")
                        .properties()
                        .forEach(example -> {
                            HttpCalls.Answer answer = http.post(
                                    path.getKey(),
                                    example.getValue().get("value").toString());
                            assertThat(answer.status() / 100)
                                    .as("%s %s: %s", path.getKey(), example.getKey(), answer.text())
                                    .isEqualTo(example.getKey().equals("refused") ? 4 : 2);
                        }));
    }

    private Stream<JsonNode> operations() {
        return document().at("/paths").valueStream().flatMap(JsonNode::valueStream);
    }

    private JsonNode document() {
        return new HttpCalls(port).get("/v3/api-docs").json();
    }
}
