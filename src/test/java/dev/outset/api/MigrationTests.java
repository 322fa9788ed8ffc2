package dev.outset.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.outset.support.HttpCalls;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Migrations over HTTP, between simulated QEMUs. */
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

    @LocalServerPort
    private int port;

    private HttpCalls http = new HttpCalls(0);

    @BeforeEach
    void connect() {
        http = new HttpCalls(port);
    }

    private void post(String name, String more) {
        assertThat(http.post("/api/v1/vms", """
                        {"name": "%s", "spec": {"qemu": {"version": "9.2"}, "memory": {"size": "256MiB"}%s}}
                        """.formatted(name, more)).status()).isEqualTo(201);
    }

    private JsonNode ended(String location) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> http.get(location).json(),
                        migration -> migration.at("/phase").asString().equals("Ended"));
    }

    @Test
    void movesAGuestAndShowsIt() {
        post("m-1", "");
        post("m-2", ", \"migration\": {\"incoming\": {\"listen\": \"defer\"}}");

        HttpCalls.Answer accepted = http.post(MIGRATIONS, """
                {"source": "m-1", "destination": "m-2", "parameters": {"max-bandwidth": "1GiB/s"}}
                """);

        assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
        JsonNode migration = ended(accepted.header("Location"));
        assertThat(migration.at("/ending/result").asString())
                .as("%s", migration)
                .isEqualTo("Completed");
        assertThat(migration.at("/progress/status").asString()).isEqualTo("completed");
        assertThat(http.get("/api/v1/vms/m-2/events").text()).contains("MigrationCompleted");
        assertThat(http.get(MIGRATIONS + "?vm=m-1").json().at("/items").size()).isEqualTo(1);
        assertThat(http.post(accepted.header("Location") + "/cancel", "").status())
                .isEqualTo(409);
    }

    @Test
    void takesOneMigrationAVmAndCancelsIt() {
        post("c-1", "");
        post("c-2", ", \"migration\": {\"incoming\": {\"listen\": \"defer\"}}");
        String body = """
                {"source": "c-1", "destination": "c-2", "parameters": {"max-bandwidth": "1MiB/s"}}
                """;
        HttpCalls.Answer accepted = http.post(MIGRATIONS, body);
        assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
        String location = accepted.header("Location");

        assertThat(http.post(MIGRATIONS, body).status()).isEqualTo(409);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> http.get(location).json().at("/phase").asString().equals("Moving"));
        assertThat(http.post(location + "/cancel", "").status()).isEqualTo(202);

        assertThat(ended(location).at("/ending/result").asString()).isEqualTo("Cancelled");
    }

    @Test
    void saysEverythingThatIsInTheWay() {
        post("r-1", ", \"migration\": {\"capabilities\": {\"multifd\": true}}");
        post("r-2", ", \"migration\": {\"incoming\": {\"listen\": \"defer\"}}");

        HttpCalls.Answer foretold = http.post(MIGRATIONS, "{\"source\": \"r-1\", \"destination\": \"r-2\"}");
        HttpCalls.Answer noGuest = http.post(MIGRATIONS, "{\"source\": \"r-2\", \"destination\": \"r-1\"}");
        HttpCalls.Answer nobody = http.post(MIGRATIONS, "{\"source\": \"x\", \"destination\": \"y\"}");

        assertThat(foretold.status()).isEqualTo(422);
        assertThat(foretold.json().at("/violations/0/rule").asString()).isEqualTo("multifd-source-only");
        assertThat(foretold.json().at("/violations/0/pointer").asString()).startsWith("/destination/");
        assertThat(noGuest.json().at("/violations/0/rule").asString()).isEqualTo("waits-for-a-guest");
        assertThat(nobody.json().at("/violations").size()).isEqualTo(2);
        assertThat(http.get(MIGRATIONS + "/none").status()).isEqualTo(404);
    }
}
