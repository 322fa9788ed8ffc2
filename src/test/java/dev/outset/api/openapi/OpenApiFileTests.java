package dev.outset.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.HttpCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code docs/openapi.json} matches the document of the service; {@code -Dcorpus.update} regenerates it. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:open-api-file;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH")
class OpenApiFileTests {

    private static final Path FILE = Path.of("docs/openapi.json");

    private static final String UPDATE =
            "mvn test -Dtest=OpenApiFileTests -Dcorpus.update regenerates the file; describe the change in the"
                    + " changelog.";

    @LocalServerPort
    private int port;

    @Test
    void matchesDocumentOfService() throws IOException {
        JsonNode document = new HttpCalls(port).get("/v3/api-docs").json();
        String text = JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
        JsonNode file = Files.exists(FILE)
                ? JsonMapper.shared().readTree(Files.readString(FILE))
                : JsonMapper.shared().createObjectNode();
        List<String> breaking = BreakingChanges.between(file, document);
        if (System.getProperty("corpus.update") != null) {
            breaking.forEach(change -> System.out.println("Breaking: " + change));
            Files.writeString(FILE, text);
        }

        String differences = breaking.isEmpty()
                ? "No breaking changes. These members differ:\n" + String.join("\n", different(file, document))
                : "Breaking changes:\n" + String.join("\n", breaking);
        assertThat(Files.readString(FILE).equals(text))
                .as("%s does not match the document of the service.%n%s%n%s", FILE, differences, UPDATE)
                .isTrue();
    }

    /** The names of the operations and components that differ. */
    private static List<String> different(JsonNode before, JsonNode after) {
        return Stream.of("/paths", "/components/schemas", "/components/responses", "/components/headers")
                .flatMap(group -> {
                    TreeSet<String> names = new TreeSet<>(before.at(group).propertyNames());
                    names.addAll(after.at(group).propertyNames());
                    return names.stream()
                            .filter(name -> !before.at(group)
                                    .path(name)
                                    .equals(after.at(group).path(name)))
                            .map(name -> group.substring(1) + " " + name);
                })
                .toList();
    }
}
