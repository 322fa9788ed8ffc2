package dev.outset.api.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.HttpCalls;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Fleet statistics over HTTP. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:fleet;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH")
class FleetTests {

    @LocalServerPort
    private int port;

    private HttpCalls http = new HttpCalls(0);

    @BeforeEach
    void connect() {
        http = new HttpCalls(port);
    }

    @Test
    void countsByConditionAndRelease() {
        create("fleet-1", "9.2");
        create("fleet-2", "11.1");
        create("fleet-3", "9.2");

        JsonNode fleet = http.get("/api/v1/fleet?label=set=fleet").json();

        assertThat(fleet.get("total").asLong()).isEqualTo(3);
        assertThat(fleet.get("versions"))
                .hasToString("[{\"version\":\"9.2\",\"vms\":2},{\"version\":\"11.1\",\"vms\":1}]");
        assertThat(fleet.at("/conditions/0")).hasToString("{\"type\":\"Accepted\",\"statuses\":{\"True\":3}}");
        assertThat(fleet.get("phases")
                        .valueStream()
                        .mapToLong(phase -> phase.get("vms").asLong())
                        .sum())
                .isEqualTo(3);
    }

    @Test
    void countsAllVmsWithoutFilter() {
        long before = http.get("/api/v1/fleet").json().get("total").asLong();
        create("fleet-4", "10.0");

        assertThat(http.get("/api/v1/fleet").json().get("total").asLong()).isEqualTo(before + 1);
        assertThat(http.get("/api/v1/fleet?label=set=none").json().get("total").asLong())
                .isZero();
    }

    @Test
    void rejectsInvalidLabelFilter() {
        HttpCalls.Answer answer = http.get("/api/v1/fleet?label=team");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/violations/0/pointer").asString()).isEqualTo("label");
    }

    private void create(String name, String version) {
        HttpCalls.Answer created = http.post("/api/v1/vms", """
                {"name": "%s", "labels": {"set": "fleet"}, "spec": {"qemu": {"version": "%s"}}}
                """.formatted(name, version));
        assertThat(created.status()).as(created.text()).isEqualTo(201);
    }
}
