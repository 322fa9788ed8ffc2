package dev.outset.api.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.HttpCalls;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A dry run returns what the request returns, and stores nothing. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:dry-run;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH")
class DryRunTests {

    private static final String VMS = "/api/v1/vms";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @LocalServerPort
    private int port;

    private HttpCalls http = new HttpCalls(0);

    @BeforeEach
    void connect() {
        http = new HttpCalls(port);
    }

    /** NEW is a name that is available, OLD is the name of a stored VM. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "POST   | /         | 201 | {'name': 'NEW'}",
                "POST   | /         | 201 | {'name': 'NEW', 'spec': {'disks': [{'path': 'disk.qcow2'}]}}",
                "POST   | /         | 409 | {'name': 'OLD'}",
                "POST   | /         | 422 | {'name': 'OLD', 'spec': {'runtime': 'process'}}",
                "POST   | /         | 422 | {'name': 'NEW', 'spec': {'runtime': 'process', 'disks': [{'path': 'disk.qcow2'}]}}",
                "POST   | /         | 422 | {'name': 'NEW', 'spec': {'migration': {'incoming': {'listen': 'tcp://0.0.0.0:4444'}}}}",
                "POST   | /         | 422 | {'name': 'No', 'colour': 1, 'spec': {'machine': {'type': 'q-35'}}}",
                "POST   | /         | 400 | {'name': ",
                "POST   | /         | 422 | []",
                "PUT    | /OLD      | 200 | {'name': 'OLD', 'spec': {'cpu': {'count': 2}}}",
                "PUT    | /OLD      | 422 | {'name': 'NEW'}",
                "PUT    | /OLD      | 422 | {'name': 'OLD', 'spec': {'runtime': 'process'}}",
                "PUT    | /OLD      | 422 | {'spec': {'machine': {'type': 'q-35'}}}",
                "PUT    | /NEW      | 404 | {'name': 'NEW'}",
                "STALE  | /OLD      | 412 | {'name': 'OLD'}",
                "PATCH  | /OLD      | 200 | {'labels': {'team': 'db'}, 'spec': {'cpu': {'count': 2}}}",
                "PATCH  | /OLD      | 422 | {'spec': {'runtime': 'process'}}",
                "PATCH  | /OLD      | 422 | {'spec': {'cpu': {'count': 'two'}, 'machine': {'type': 'q-35'}}}",
                "PATCH  | /OLD      | 422 | {'name': 'NEW'}",
                "PATCH  | /NEW      | 404 | {}",
                "DELETE | /OLD      | 202 | ",
                "DELETE | /NEW      | 404 | ",
                "POST   | /batches  | 200 | {'items': [{'name': 'NEW'}, {'name': 'NEW'}, {'name': 'OLD'}, {'name': 'a', 'spec': {'runtime': 'process'}}]}",
                "POST   | /batches  | 422 | {'items': []}",
                "PATCH  | ?label=row=OLD | 200 | {'labels': {'team': 'db'}}",
                "PATCH  | ?label=row=OLD | 422 | {'labels': {'-': 'db'}}",
                "PATCH  | ?label=row     | 422 | {'labels': {'team': 'db'}}",
                "POST   | /         | 422 | {'name': 'NEW', 'labels': {'-': 'x'}, 'spec': {'qemu': {'version': '9.2.1'}, 'migration': {'live': {'max-bandwidht': 1}}}}",
            })
    void returnsStatusAndViolationsOfRequest(String method, String path, int status, String body) {
        int number = NUMBER.incrementAndGet();
        String stored = "old-" + number;
        assertThat(http.post(VMS, "{\"name\": \"%1$s\", \"labels\": {\"row\": \"%1$s\"}}".formatted(stored))
                        .status())
                .isEqualTo(201);
        String address = VMS + path(path, number);
        String content = body == null ? "" : named(body, number).replace('\'', '"');
        List<JsonNode> before = definitions();

        HttpCalls.Answer dryRun = send(method, address + (address.contains("?") ? "&" : "?") + "dryRun=true", content);
        assertThat(definitions()).isEqualTo(before);
        HttpCalls.Answer request = send(method, address, content);

        assertThat(request.status()).as(request.text()).isEqualTo(status);
        assertThat(dryRun.status()).as(dryRun.text()).isEqualTo(status < 300 ? 200 : status);
        assertThat(comparable(dryRun)).isEqualTo(comparable(request));
    }

    private List<JsonNode> definitions() {
        return http.get(VMS + "?limit=500")
                .json()
                .get("items")
                .valueStream()
                .<JsonNode>map(vm -> ((ObjectNode) vm).remove(List.of("status")))
                .toList();
    }

    private static String path(String path, int number) {
        return path.equals("/") ? "" : named(path, number);
    }

    private static String named(String text, int number) {
        return text.replace("NEW", "new-" + number).replace("OLD", "old-" + number);
    }

    private HttpCalls.Answer send(String method, String address, String body) {
        return switch (method) {
            case "POST" -> http.post(address, body);
            case "PUT" -> http.call("PUT", address, "application/json", body, "If-Match", "*");
            case "STALE" -> http.call("PUT", address, "application/json", body, "If-Match", "\"99\"");
            case "PATCH" -> http.call("PATCH", address, "application/merge-patch+json", body, "If-Match", "*");
            default -> http.delete(address);
        };
    }

    /** The part of an answer that does not depend on whether it is stored: a problem, the warnings, or the outcomes. */
    private static JsonNode comparable(HttpCalls.Answer answer) {
        JsonNode json = answer.json();
        if (json.has("items")) {
            json.get("items").forEach(item -> ((ObjectNode) item).remove("etag"));
            return json;
        }
        if (answer.status() >= 300) {
            return json;
        }
        return json.has("vm") ? json.at("/vm/warnings") : json.path("warnings");
    }
}
