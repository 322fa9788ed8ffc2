package dev.outset.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.VmRepository;
import dev.outset.support.Definitions;
import dev.outset.support.HttpCalls;
import dev.outset.support.MethodTrace;
import dev.outset.vm.VmName;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Migrations over HTTP, between simulated QEMU processes. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:migrations;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                    + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH",
            "outset.migrations.poll-interval=50ms",
            "outset.migrations.retry-interval=100ms"
        })
class MigrationTests {

    private static final String MIGRATIONS = "/api/v1/migrations";

    @Autowired
    private VmRepository repository;

    @LocalServerPort
    private int port;

    private HttpCalls http = new HttpCalls(0);

    @BeforeEach
    void connect() {
        http = new HttpCalls(port);
    }

    private void createVm(String name, String more) {
        assertThat(http.post("/api/v1/vms", """
                        {"name": "%s", "spec": {"qemu": {"version": "9.2"}, "memory": {"size": "256MiB"}%s}}
                        """.formatted(name, more)).status()).isEqualTo(201);
    }

    private JsonNode awaitEnd(String location) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> http.get(location).json(),
                        migration -> migration.at("/phase").asString().equals("Ended"));
    }

    @Test
    void migratesGuestAndShowsResult() {
        createVm("m-1", "");
        createVm("m-2", ", \"migration\": {\"incoming\": {\"listen\": \"defer\"}}");

        HttpCalls.Answer accepted = http.post(MIGRATIONS, """
                {"source": "m-1", "destination": "m-2", "parameters": {"max-bandwidth": "1GiB/s"}}
                """);

        assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
        JsonNode migration = awaitEnd(accepted.header("Location"));
        assertThat(migration.at("/ending/result").asString())
                .as("%s", migration)
                .isEqualTo("Completed");
        assertThat(migration.at("/progress/status").asString()).isEqualTo("completed");
        JsonNode series = http.get(accepted.header("Location") + "/progress").json();
        assertThat(series.at("/items").get(series.at("/items").size() - 1)).isEqualTo(migration.at("/progress"));
        assertThat(migration.at("/progress/throughputBytesPerSecond").asLong()).isPositive();
        assertThat(migration.at("/changes/0").toString())
                .isEqualTo("{\"side\":\"source\",\"kind\":\"parameter\",\"name\":\"max-bandwidth\","
                        + "\"before\":134217728,\"during\":1073741824,\"after\":null}");
        assertThat(http.get("/api/v1/vms/m-2/events").text()).contains("MigrationCompleted");
        assertThat(http.get(MIGRATIONS + "?vm=m-1").json().at("/items").size()).isEqualTo(1);
        assertThat(http.get(MIGRATIONS + "?vm=m-1&phase=Ended")
                        .json()
                        .at("/items")
                        .size())
                .isEqualTo(1);
        assertThat(http.get(MIGRATIONS + "?vm=m-1&phase=Running")
                        .json()
                        .at("/items")
                        .size())
                .isZero();
        assertThat(http.post(accepted.header("Location") + "/cancel", "").status())
                .isEqualTo(409);
    }

    @Test
    void predictsConvergenceFromTheDirtyRateOfThePreviousMigration() {
        createVm("w-1", """
                , "simulation": {"guest": {"dirtiedPerSecond": "40MiB/s", "linkPerSecond": "100MiB/s"}}""");
        createVm("w-2", ", \"migration\": {\"incoming\": {\"listen\": \"defer\"}}");
        HttpCalls.Answer accepted = http.post(MIGRATIONS, "{\"source\": \"w-1\", \"destination\": \"w-2\"}");
        assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
        awaitEnd(accepted.header("Location"));
        StoredVm destination = repository.find(new VmName("w-2")).orElseThrow();
        repository.update(
                Definitions.changed(
                        destination.definition(),
                        "{'runtime': 'process', 'qemu': {'version': '9.2'}, 'memory': {'size': '256MiB'}}"),
                destination.definitionVersion());

        JsonNode convergence = http.post("/api/v1/migration-plans", "{\"source\": {\"vm\": \"w-2\"}}")
                .json()
                .get("convergence");

        assertThat(convergence.at("/assumptions/1").toString())
                .isEqualTo("{\"name\":\"dirtiedPerSecond\",\"value\":41943040,\"origin\":\"measured\"}");
        assertThat(convergence.at("/converges").asBoolean()).isTrue();
    }

    @Test
    void takesOneValidationAndOneDeliveryPlanPerSide() throws IOException {
        createVm("p-1", "");
        createVm("p-2", ", \"migration\": {\"incoming\": {\"listen\": \"tcp:0.0.0.0:4477\"}}");
        awaitPhase("p-2", "Running");

        try (MethodTrace trace = new MethodTrace(
                "dev.outset.validation.settings.Normalizer::normalize",
                "dev.outset.delivery.DeliveryPlanner::plan",
                "dev.outset.commandline.render.CommandLineRenderer::render",
                "dev.outset.qemu.OptionMember::of")) {
            HttpCalls.Answer accepted = http.post(MIGRATIONS, "{\"source\": \"p-1\", \"destination\": \"p-2\"}");
            assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
            JsonNode migration = awaitEnd(accepted.header("Location"));

            assertThat(migration.at("/ending/result").asString())
                    .as("%s", migration)
                    .isEqualTo("Completed");
            // Not those of the VMs, which are reconciled at the same time.
            assertThat(trace.calls("dev.outset.migration.", "dev.outset.api.migration."))
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "Normalizer.normalize", 2L, "DeliveryPlanner.plan", 2L, "CommandLineRenderer.render", 2L));
        }
    }

    @Test
    void restartsSourceOnlyAfterReleaseWithAcceptedRisk() {
        createVm("s-1", "");
        createVm("s-2", ", \"migration\": {\"incoming\": {\"listen\": \"defer\"}}");
        createVm("s-3", ", \"migration\": {\"incoming\": {\"listen\": \"defer\"}}");
        assertThat(release("s-1", RISK).status()).as("not held").isEqualTo(409);
        HttpCalls.Answer accepted = http.post(MIGRATIONS, "{\"source\": \"s-1\", \"destination\": \"s-2\"}");
        JsonNode migration = awaitEnd(accepted.header("Location"));
        assertThat(migration.at("/ending/guest").asString()).isEqualTo("Destination");
        JsonNode status = awaitPhase("s-1", "Migrated");
        assertThat(status.at("/hold/reason").asString()).isEqualTo("Migrated");
        assertThat(status.at("/hold/destination").asString()).isEqualTo("s-2");
        assertThat(status.at("/hold/migration").asString())
                .isEqualTo(migration.at("/id").asString());
        assertThat(http.get("/api/v1/fleet").json().path("phases").valueStream())
                .anyMatch(count -> count.path("phase").asString().equals("Migrated"));

        HttpCalls.Answer restart = http.post("/api/v1/vms/s-1/restart", "");
        HttpCalls.Answer again = http.post(MIGRATIONS, "{\"source\": \"s-1\", \"destination\": \"s-3\"}");
        HttpCalls.Answer back = http.post(MIGRATIONS, "{\"source\": \"s-2\", \"destination\": \"s-1\"}");
        HttpCalls.Answer noRisk = release("s-1", "{}");

        assertThat(restart.status()).isEqualTo(409);
        assertThat(restart.text()).contains("s-2", "/api/v1/vms/s-1/release");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text()).contains("migrated to 's-2'", "/api/v1/vms/s-1/release");
        assertThat(back.json().at("/violations/0/pointer").asString()).isEqualTo("/destination");
        assertThat(noRisk.status()).isEqualTo(422);
        assertThat(noRisk.json().at("/violations/0/pointer").asString()).isEqualTo("/acceptedRisk");
        assertThat(noRisk.text()).contains("GuestMayRunTwice", "same disks");
        assertThat(release("s-1", "{\"acceptedRisk\": \"None\"}").status()).isEqualTo(422);
        assertThat(release("missing", RISK).status()).isEqualTo(404);

        assertThat(release("s-1", RISK).status()).isEqualTo(202);
        JsonNode running = awaitPhase("s-1", "Running");
        assertThat(running.path("hold").isMissingNode() || running.path("hold").isNull())
                .isTrue();
        assertThat(running.at("/boot/number").asInt()).isEqualTo(2);
        assertThat(http.get("/api/v1/vms/s-1/events").text()).contains("Released");
        assertThat(release("s-1", RISK).status()).isEqualTo(409);
    }

    @Test
    void refusesADestinationWithAGuestAndASourceWithoutOne() {
        createVm("g-1", "");
        createVm("g-2", ", \"migration\": {\"incoming\": {\"listen\": \"defer\"}}");
        createVm("g-3", ", \"migration\": {\"incoming\": {\"listen\": \"defer\"}}");
        awaitGuest("g-1", "Here");
        awaitGuest("g-2", "Awaited");
        awaitGuest("g-3", "Awaited");
        assertThat(http.get("/api/v1/vms?runState=inmigrate").text())
                .contains("g-2", "g-3")
                .doesNotContain("g-1");
        assertThat(http.get("/api/v1/vms?guest=Nowhere").status()).isEqualTo(422);

        HttpCalls.Answer waiting = http.post(MIGRATIONS, "{\"source\": \"g-3\", \"destination\": \"g-2\"}");
        HttpCalls.Answer accepted = http.post(MIGRATIONS, "{\"source\": \"g-1\", \"destination\": \"g-2\"}");
        awaitEnd(accepted.header("Location"));
        JsonNode source = awaitGuest("g-1", "Elsewhere");
        JsonNode destination = awaitGuest("g-2", "Here");
        String request = "{\"source\": \"g-3\", \"destination\": \"g-2\", \"override\": true}";
        HttpCalls.Answer running = http.post(MIGRATIONS, request);
        JsonNode plan = http.post(
                        "/api/v1/migration-plans",
                        "{\"source\": {\"vm\": \"g-1\"}, \"destination\": {\"vm\": \"g-2\"}}")
                .json();

        assertThat(waiting.status()).isEqualTo(409);
        assertThat(waiting.text()).contains("'g-3' has no guest");
        assertThat(source.at("/guest/vm").asString()).isEqualTo("g-2");
        assertThat(source.path("runState").isNull() || source.path("runState").isMissingNode())
                .isTrue();
        assertThat(destination.path("runState").asString()).isEqualTo("running");
        assertThat(http.get("/api/v1/vms?guest=Elsewhere").text())
                .contains("g-1")
                .doesNotContain("\"g-3\"");
        assertThat(http.get("/api/v1/vms/g-1").json().at("/links/migrations").asString())
                .isEqualTo("/api/v1/migrations?vm=g-1");
        assertThat(running.status()).as("not even with an override").isEqualTo(409);
        assertThat(running.text()).contains("'g-2' has a guest", "run state running");
        assertThat(plan.path("verdict").asString()).isEqualTo("refused");
        assertThat(plan.path("findings")
                        .valueStream()
                        .limit(2)
                        .map(finding -> finding.path("rule").asString()))
                .containsExactly("guest-held", "destination-has-no-guest");
    }

    private JsonNode awaitGuest(String vm, String location) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> http.get("/api/v1/vms/" + vm).json().path("status"),
                        status -> status.at("/guest/location").asString().equals(location));
    }

    private static final String RISK = "{\"acceptedRisk\": \"GuestMayRunTwice\"}";

    private HttpCalls.Answer release(String vm, String body) {
        return http.post("/api/v1/vms/" + vm + "/release", body);
    }

    private JsonNode awaitPhase(String vm, String phase) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> http.get("/api/v1/vms/" + vm).json().path("status"),
                        status -> status.path("phase").asString().equals(phase));
    }

    @Test
    void rejectsSecondMigrationOfVmAndCancelsFirst() {
        createVm("c-1", "");
        createVm("c-2", ", \"migration\": {\"incoming\": {\"listen\": \"defer\"}}");
        String body = """
                {"source": "c-1", "destination": "c-2", "parameters": {"max-bandwidth": "1MiB/s"}}
                """;
        HttpCalls.Answer accepted = http.post(MIGRATIONS, body);
        assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
        String location = accepted.header("Location");

        assertThat(http.post(MIGRATIONS, body).status()).isEqualTo(409);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> http.get(location).json().at("/phase").asString().equals("Running"));
        assertThat(http.post(location + "/cancel", "").status()).isEqualTo(202);

        assertThat(release("c-1", RISK).status()).as("while the migration runs").isEqualTo(409);
        assertThat(awaitEnd(location).at("/ending/result").asString()).isEqualTo("Cancelled");
        assertThat(http.post("/api/v1/vms/c-1/restart", "").status()).isEqualTo(202);
    }

    @Test
    void showsFindingsOfOverriddenPlan() {
        createVm("o-1", ", \"migration\": {\"capabilities\": {\"multifd\": true}}");
        createVm("o-2", ", \"migration\": {\"incoming\": {\"listen\": \"defer\"}}");

        HttpCalls.Answer accepted =
                http.post(MIGRATIONS, "{\"source\": \"o-1\", \"destination\": \"o-2\", \"override\": true}");

        JsonNode findings = http.get(accepted.header("Location")).json().at("/findings");
        assertThat(findings.findValuesAsString("rule")).contains("multifd-source-only");
        assertThat(findings).isEqualTo(accepted.json().at("/findings"));
    }

    @Test
    void reportsAllObstacles() {
        createVm("r-1", ", \"migration\": {\"capabilities\": {\"multifd\": true}}");
        createVm("r-2", ", \"migration\": {\"incoming\": {\"listen\": \"defer\"}}");

        HttpCalls.Answer predicted = http.post(MIGRATIONS, "{\"source\": \"r-1\", \"destination\": \"r-2\"}");
        HttpCalls.Answer notIncoming = http.post(MIGRATIONS, "{\"source\": \"r-2\", \"destination\": \"r-1\"}");
        HttpCalls.Answer unknown = http.post(MIGRATIONS, "{\"source\": \"x\", \"destination\": \"y\"}");

        assertThat(predicted.status()).isEqualTo(422);
        assertThat(predicted.json().at("/violations/0/rule").asString()).isEqualTo("multifd-source-only");
        assertThat(predicted.json().at("/violations/0/pointer").asString()).startsWith("/destination/");
        assertThat(notIncoming.json().at("/violations/0/rule").asString()).isEqualTo("waits-for-a-guest");
        assertThat(unknown.json().at("/violations").size()).isEqualTo(2);
        assertThat(http.get(MIGRATIONS + "/none").status()).isEqualTo(404);
        assertThat(http.get(MIGRATIONS + "/none/progress").status()).isEqualTo(404);
        assertThat(http.get(MIGRATIONS + "?phase=Moving")
                        .json()
                        .at("/violations/0/action")
                        .asString())
                .contains("Preparing", "Ended");
    }
}
