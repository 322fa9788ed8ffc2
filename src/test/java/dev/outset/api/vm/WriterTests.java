package dev.outset.api.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.store.idempotency.IdempotencyKeys;
import dev.outset.support.HttpCalls;
import dev.outset.support.PostgreSqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;

/** Idempotency keys, batches, label patches and filters, with concurrent writers, on PostgreSQL. */
@Import(PostgreSqlConnection.class)
@DirtiesContext
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class WriterTests {

    private static final String VMS = "/api/v1/vms";

    private static final String MERGE = "application/merge-patch+json";

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private IdempotencyKeys keys;

    private HttpCalls http = new HttpCalls(0);

    @BeforeEach
    void connect() {
        http = new HttpCalls(port);
    }

    @Test
    void returnsFirstResponseForSameKey() {
        String body = "{\"name\": \"keyed\", \"labels\": {\"a\": \"1\", \"b\": \"2\"}}";
        HttpCalls.Answer first = http.post(VMS, body, "Idempotency-Key", "k-1");
        http.call("PATCH", VMS + "/keyed", MERGE, "{\"labels\": {\"a\": \"3\"}}", "If-Match", "*");

        HttpCalls.Answer again = http.post(
                VMS, "{\"labels\": {\"b\": \"2\", \"a\": \"1\"}, \"name\": \"keyed\"}", "Idempotency-Key", "k-1");

        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(again.status()).as(again.text()).isEqualTo(201);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(http.post(VMS, body).status()).isEqualTo(409);
    }

    @Test
    void rejectsSameKeyWithAnotherBody() {
        http.post(VMS, "{\"name\": \"first\"}", "Idempotency-Key", "k-2");

        HttpCalls.Answer other = http.post(VMS, "{\"name\": \"second\"}", "Idempotency-Key", "k-2");

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.json().at("/violations/0/rule").asString()).isEqualTo("idempotency");
        assertThat(http.get(VMS + "/second").status()).isEqualTo(404);
    }

    @Test
    void expiresKeyAfterRetention() {
        http.post(VMS, "{\"name\": \"old\"}", "Idempotency-Key", "k-3");
        jdbc.sql(
                        "update idempotency_key set answered_at = answered_at - interval '2' day where idempotency_key = 'k-3'")
                .update();

        assertThat(http.post(VMS, "{\"name\": \"new\"}", "Idempotency-Key", "k-3")
                        .status())
                .isEqualTo(201);
        jdbc.sql(
                        "update idempotency_key set answered_at = answered_at - interval '2' day where idempotency_key = 'k-3'")
                .update();
        keys.prune();
        assertThat(jdbc.sql("select count(*) from idempotency_key where idempotency_key = 'k-3'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void createsOneVmForConcurrentRequestsWithSameKey() throws Exception {
        List<Future<HttpCalls.Answer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 16; i++) {
                answers.add(threads.submit(() -> http.post(VMS, "{\"name\": \"raced\"}", "Idempotency-Key", "k-4")));
            }
        }
        JsonNode first = answers.getFirst().get().json();
        for (Future<HttpCalls.Answer> answer : answers) {
            assertThat(answer.get().status()).as(answer.get().text()).isEqualTo(201);
            assertThat(answer.get().json()).isEqualTo(first);
        }
    }

    @Test
    void returnsOutcomeForEveryItemOfBatch() {
        http.post(VMS, "{\"name\": \"taken\"}");

        JsonNode outcome = http.post(VMS + "/batches", """
                        {"items": [{"name": "bulk-1"}, {"name": "Bad Name"}, {"name": "taken"},
                          {"name": "bulk-2", "spec": {"migration": {"live": {"multifd-channels": 300}}}}, {"name": "bulk-3"}]}
                        """).json();

        assertThat(outcome.get("items")
                        .valueStream()
                        .map(item -> item.get("outcome").asString()))
                .containsExactly("Created", "Refused", "Exists", "Refused", "Created");
        assertThat(outcome.at("/items/3/violations/0/pointer").asString())
                .isEqualTo("/spec/migration/live/multifd-channels");
        assertThat(http.get(VMS + "/bulk-1").status()).isEqualTo(200);
        assertThat(http.get(VMS + "/bulk-2").status()).isEqualTo(404);
        assertThat(http.get(VMS + "/bulk-3").header("ETag"))
                .isEqualTo(outcome.at("/items/4/etag").asString());
        assertThat(http.post(VMS + "/batches", "{\"items\": []}").status()).isEqualTo(422);
        assertThat(http.post(VMS + "/batches", "[]").status()).isEqualTo(422);
    }

    @Test
    void patchesLabelsOfSelectedVmsOnly() {
        http.post(VMS, "{\"name\": \"l-1\", \"labels\": {\"set\": \"l\", \"old\": \"x\"}}");
        http.post(VMS, "{\"name\": \"l-2\", \"labels\": {\"set\": \"l\", \"new\": \"y\"}}");
        http.post(VMS, "{\"name\": \"l-3\", \"labels\": {\"set\": \"m\"}}");

        JsonNode outcome = http.call(
                        "PATCH", VMS + "?label=set=l", MERGE, "{\"labels\": {\"old\": null, \"new\": \"y\"}}")
                .json();

        assertThat(outcome.get("items")
                        .valueStream()
                        .map(item -> item.get("name").asString() + " "
                                + item.get("outcome").asString()))
                .containsExactly("l-1 Changed", "l-2 Unchanged");
        assertThat(http.get(VMS + "/l-1").json().get("labels").toString())
                .doesNotContain("old")
                .contains("\"new\":\"y\"");
        assertThat(http.get(VMS + "/l-1").json().get("generation").asLong()).isEqualTo(1);
        assertThat(http.get(VMS + "/l-3").json().get("labels").has("new")).isFalse();
        assertThat(http.call("PATCH", VMS, MERGE, "{\"labels\": {}}").status()).isEqualTo(422);
        assertThat(http.call("PATCH", VMS + "?label=set=l", MERGE, "{\"spec\": {}}")
                        .status())
                .isEqualTo(422);
        assertThat(http.call("PATCH", VMS + "?label=set=l", MERGE, "{\"labels\": {\"-\": \"x\"}}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void keepsLabelsOfConcurrentWriters() throws Exception {
        http.post(VMS, "{\"name\": \"shared\", \"labels\": {\"set\": \"shared\"}}");
        List<Future<String>> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                String patch = "{\"labels\": {\"w" + i + "\": \"x\"}}";
                outcomes.add(threads.submit(() -> http.call("PATCH", VMS + "?label=set=shared", MERGE, patch)
                        .json()
                        .at("/items/0/outcome")
                        .asString()));
            }
        }
        JsonNode labels = http.get(VMS + "/shared").json().get("labels");
        for (int i = 0; i < 4; i++) {
            assertThat(labels.has("w" + i)).isEqualTo(outcomes.get(i).get().equals("Changed"));
        }
        assertThat(labels.size()).isGreaterThan(1);
    }

    @Test
    void listsByVersionAndRequestedValue() {
        IntStream.range(0, 3).forEach(i -> http.post(VMS, """
                {"name": "f-%d", "labels": {"set": "f"}, "spec": {"qemu": {"version": "%s"},
                 "migration": {"live": {"max-bandwidth": "%dGiB/s"}}}}""".formatted(i, i == 0 ? "8.2" : "10.0", i)));

        assertThat(names("?label=set=f&qemuVersion=8.2")).containsExactly("f-0");
        assertThat(names("?label=set=f&parameter=max-bandwidth=2GiB/s")).containsExactly("f-2");
        assertThat(names("?label=set=f&parameter=max-bandwidth=1073741824")).containsExactly("f-1");
        http.call(
                "PATCH",
                VMS + "/f-1",
                MERGE,
                "{\"spec\": {\"migration\": {\"live\": {\"max-bandwidth\": \"2GiB/s\"}}}}",
                "If-Match",
                "*");
        assertThat(names("?label=set=f&parameter=max-bandwidth=2GiB/s")).containsExactly("f-1", "f-2");
        assertThat(http.get(VMS + "?parameter=max-bandwith=1").status()).isEqualTo(422);
        assertThat(http.get(VMS + "?qemuVersion=1.0").status()).isEqualTo(422);
    }

    @Test
    void listsByRequestedCapability() {
        List<String> capabilities = List.of("\"multifd\": true", "\"multifd\": false", "\"auto-converge\": true");
        IntStream.range(0, 3).forEach(i -> http.post(VMS, """
                {"name": "c-%d", "labels": {"set": "c"}, "spec": {"migration": {"capabilities": {%s}}}}""".formatted(i, capabilities.get(i))));

        assertThat(names("?label=set=c&capability=multifd=on")).containsExactly("c-0");
        assertThat(names("?label=set=c&capability=multifd=false")).containsExactly("c-1");
        http.call(
                "PATCH",
                VMS + "/c-2",
                MERGE,
                "{\"spec\": {\"migration\": {\"capabilities\": {\"multifd\": true}}}}",
                "If-Match",
                "*");
        assertThat(names("?capability=multifd=on&capability=auto-converge=on")).containsExactly("c-2");
        assertThat(http.call("PATCH", VMS + "?capability=auto-converge=on", MERGE, "{\"labels\": {\"x\": \"y\"}}")
                        .json()
                        .at("/items/0/name")
                        .asString())
                .isEqualTo("c-2");
        for (String invalid : List.of("multifd", "multifd=1", "multifd-channels=on")) {
            assertThat(http.get(VMS + "?capability=" + invalid)
                            .json()
                            .at("/violations/0/action")
                            .asString())
                    .contains("capability=multifd=on");
        }
        assertThat(http.get(VMS + "?parameter=multifd=on").status()).isEqualTo(422);
    }

    private List<String> names(String query) {
        return http.get(VMS + query)
                .json()
                .get("items")
                .valueStream()
                .map(vm -> vm.get("name").asString())
                .toList();
    }
}
