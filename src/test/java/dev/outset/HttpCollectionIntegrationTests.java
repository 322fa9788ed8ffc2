package dev.outset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.HttpCalls;
import dev.outset.support.HttpCollection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests that {@code examples/outset.http} contains every operation, and that each request returns the expected status.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:collection;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH")
class HttpCollectionIntegrationTests {

    private static final Path COLLECTION = Path.of("examples/outset.http");

    @LocalServerPort
    private int port;

    @TestFactory
    Stream<DynamicTest> returnsTheExpectedStatus() throws IOException {
        HttpCalls http = new HttpCalls(port);
        return HttpCollection.read(COLLECTION, "").stream()
                .map(request -> DynamicTest.dynamicTest(request.title(), () -> {
                    HttpCalls.Answer answer = http.call(
                            request.method(),
                            request.target(),
                            request.headers().getOrDefault("Content-Type", "application/json"),
                            request.body(),
                            request.headers().entrySet().stream()
                                    .filter(header -> !header.getKey().equals("Content-Type"))
                                    .flatMap(header -> Stream.of(header.getKey(), header.getValue()))
                                    .toArray(String[]::new));
                    assertThat(answer.status()).as(answer.text()).isEqualTo(request.expected());
                }));
    }

    @Test
    void containsEveryOperation() throws IOException {
        JsonNode document = JsonMapper.shared().readTree(Files.readString(Path.of("docs/openapi.json")));
        List<HttpCollection.Request> requests = HttpCollection.read(COLLECTION, "");

        Set<String> missing = document.path("paths").properties().stream()
                .flatMap(path -> path.getValue().propertyNames().stream()
                        .map(method -> method.toUpperCase(Locale.ROOT) + " " + path.getKey()))
                .filter(operation -> requests.stream().noneMatch(request -> matches(operation, request)))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(missing).isEmpty();
    }

    private static boolean matches(String operation, HttpCollection.Request request) {
        return (request.method() + " " + request.path()).matches(operation.replaceAll("\\{[^}]+}", "[^/]+"));
    }
}
