package dev.outset.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.Await;
import dev.outset.support.HttpCalls;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Every limit of the API: the maximum is accepted, and anything beyond is rejected with the name of the setting. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:limits;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                    + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH",
            "outset.api.max-body-size=8KB",
            "outset.api.max-json-depth=20",
            "outset.api.max-json-tokens=1000",
            "outset.api.max-json-name=64",
            "outset.api.max-json-string=1024",
            "outset.api.max-json-number=30",
            "outset.api.max-entries=256",
            "outset.api.max-violations=3",
            "outset.api.simulation.max-output=4KB",
            "outset.definitions.max-vms=5",
            "outset.definitions.max-vms-per-subject=4",
        })
class LimitsTests {

    private static final String VMS = "/api/v1/vms";

    private static final String SIMULATIONS = "/api/v1/simulations";

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient database;

    private HttpCalls http = new HttpCalls(0);

    @BeforeEach
    void connect() {
        http = new HttpCalls(port);
    }

    /** {@code {"name": …}}, padded with spaces to a length. */
    private static String bodyOf(int length) {
        String body = "{\"name\": \"a\"}";
        return body + " ".repeat(length - body.length());
    }

    @Test
    void acceptsBodyUpToLimitOnly() {
        assertThat(http.post(VMS + "?dryRun=true", bodyOf(8192)).status()).isEqualTo(200);

        HttpCalls.Answer longer = http.post(VMS + "?dryRun=true", bodyOf(8193));

        assertThat(longer.status()).isEqualTo(413);
        assertThat(longer.json().get("action").asString()).contains("outset.api.max-body-size");
    }

    @Test
    void limitsChunkedBodies() {
        assertThat(http.postChunked(VMS + "?dryRun=true", bodyOf(8192)).status())
                .isEqualTo(200);
        assertThat(http.postChunked(VMS + "?dryRun=true", bodyOf(8193)).status())
                .isEqualTo(413);
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    private static String list(int length) {
        return "[" + "1,".repeat(length - 1) + "1]";
    }

    private static String of(String part, int length) {
        return switch (part) {
            case "depth" -> nested(length);
            case "tokens" -> list(length - 2);
            case "name" -> "{\"" + "n".repeat(length) + "\": 1}";
            case "string" -> "\"" + "s".repeat(length) + "\"";
            default -> "1".repeat(length);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "depth,    20, outset.api.max-json-depth",
        "tokens, 1000, outset.api.max-json-tokens",
        "name,     64, outset.api.max-json-name",
        "string, 1024, outset.api.max-json-string",
        "number,   30, outset.api.max-json-number",
    })
    void acceptsJsonUpToLimitOnly(String part, int limit, String setting) {
        HttpCalls.Answer accepted = http.post(VMS, of(part, limit));
        HttpCalls.Answer rejected = http.post(VMS, of(part, limit + 1));

        assertThat(accepted.status()).as(accepted.text()).isEqualTo(422);
        assertThat(rejected.status()).as(rejected.text()).isEqualTo(400);
        assertThat(rejected.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(rejected.json().get("detail").asString()).contains(Integer.toString(limit), setting);
        assertThat(rejected.json().get("action").asString()).isNotBlank();
    }

    private static String labels(int count) {
        return "{\"name\": \"a\", \"labels\": {"
                + IntStream.range(0, count).mapToObj(i -> "\"l" + i + "\":\"\"").collect(Collectors.joining(","))
                + "}}";
    }

    @Test
    void limitsEntriesOfLabelMap() {
        assertThat(http.post(VMS + "?dryRun=true", labels(64)).status()).isEqualTo(200);

        JsonNode violation = http.post(VMS + "?dryRun=true", labels(65))
                .json()
                .get("violations")
                .get(0);
        assertThat(violation.get("pointer").asString()).isEqualTo("/labels");
        assertThat(violation.get("message").asString()).contains("64");

        JsonNode more = http.post(VMS + "?dryRun=true", labels(257))
                .json()
                .get("violations")
                .get(0);
        assertThat(more.get("rule").asString()).isEqualTo("size");
        assertThat(more.get("message").asString()).contains("256");
    }

    private JsonNode unknownFields(int count) {
        String fields =
                IntStream.range(0, count).mapToObj(i -> ",\"x" + i + "\":1").collect(Collectors.joining());
        return http.post(VMS, "{\"name\": \"a\"" + fields + "}").json().get("violations");
    }

    @Test
    void limitsListedViolationsAndCountsTheRest() {
        assertThat(unknownFields(3)).hasSize(3);
        assertThat(unknownFields(3).toString()).doesNotContain("more violations");
        assertThat(unknownFields(13).toString()).contains("There are 10 more violations", "outset.api.max-violations");
    }

    private HttpCalls.Answer simulation(int commands) {
        return http.post(
                SIMULATIONS,
                "{\"qemu\": {\"version\": \"11.1\"}, \"commands\": ["
                        + IntStream.range(0, commands)
                                .mapToObj(i -> "{\"execute\": \"query-migrate-parameters\"}")
                                .collect(Collectors.joining(","))
                        + "]}");
    }

    @Test
    void abortsSimulationThatExceedsOutputLimit() {
        int reply = simulation(1).json().get("replies").get(0).toString().length();
        int fitting = 4096 / reply;

        assertThat(simulation(fitting).status()).isEqualTo(200);
        HttpCalls.Answer longer = simulation(fitting + 1);
        assertThat(longer.status()).as(longer.text()).isEqualTo(422);
        assertThat(longer.text()).contains("outset.api.simulation.max-output");
    }

    @Test
    void limitsVmsPerPrincipalAndInTotal() {
        for (int i = 0; i < 3; i++) {
            assertThat(http.post(VMS, "{\"name\": \"vm-" + i + "\"}").status()).isEqualTo(201);
        }
        JsonNode batch = http.post(VMS + "/batches", "{\"items\": [{\"name\": \"vm-3\"}, {\"name\": \"vm-4\"}]}")
                .json()
                .get("items");
        assertThat(batch.get(0).get("status").asInt()).isEqualTo(201);
        assertThat(batch.get(1).get("status").asInt()).isEqualTo(409);
        HttpCalls.Answer perPrincipal = http.post(VMS, "{\"name\": \"vm-4\"}");
        assertThat(perPrincipal.status()).isEqualTo(409);
        assertThat(perPrincipal.text()).contains("outset.definitions.max-vms-per-subject");
        assertThat(http.post(VMS + "?dryRun=true", "{\"name\": \"vm-4\"}").text())
                .isEqualTo(perPrincipal.text());

        database.sql("update vm set created_by = 'alice' where name = 'vm-0'").update();
        assertThat(http.post(VMS, "{\"name\": \"vm-4\"}").status()).isEqualTo(201);
        database.sql("update vm set created_by = 'alice' where name = 'vm-1'").update();
        HttpCalls.Answer inTotal = http.post(VMS, "{\"name\": \"vm-5\"}");
        assertThat(inTotal.status()).isEqualTo(409);
        assertThat(inTotal.json().get("action").asString()).contains("outset.definitions.max-vms");
        deleteAll();
    }

    /** Deletes the VMs, because the dry runs of other tests need a quota that is not exhausted. */
    private void deleteAll() {
        Await.until("the VMs are deleted", () -> {
            JsonNode items = http.get(VMS).json().get("items");
            items.forEach(vm -> http.delete(VMS + "/" + vm.get("name").asString()));
            return items.isEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/vms, 200",
        "GET, /api/v1/vms/none, 404",
        "GET, /nowhere, 404",
        "GET, /error, 404",
        "DELETE, /api/v1/vms, 405",
        "GET, /v3/api-docs, 200",
        "GET, /livez, 200",
    })
    void setsSecurityHeadersOnEveryResponse(String method, String path, int status) {
        HttpCalls.Answer answer = http.call(method, path, "application/json", "");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'none'");
        assertThat(answer.header("Server")).isEmpty();
        assertThat(answer.header("X-Powered-By")).isEmpty();
    }
}
