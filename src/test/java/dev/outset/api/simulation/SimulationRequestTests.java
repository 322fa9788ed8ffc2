package dev.outset.api.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.HttpCalls;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The two forms of the command line in a simulation request. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:simulations;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH")
class SimulationRequestTests {

    private static final String SIMULATIONS = "/api/v1/simulations";

    @LocalServerPort
    private int port;

    private HttpCalls http = new HttpCalls(0);

    @BeforeEach
    void connect() {
        http = new HttpCalls(port);
    }

    @Test
    void parsesShellCommand() {
        HttpCalls.Answer answer = http.post(SIMULATIONS, """
                {"qemu": {"version": "11.1", "incomingConfig": true}, "shell": "sudo qemu-system-x86_64 -machine 'q35' \\\\\\n  -incoming \\"config:downtime-limit=7\\""}
                """);

        JsonNode simulation = answer.json();
        assertThat(simulation.get("arguments"))
                .hasToString("[\"-machine\",\"q35\",\"-incoming\",\"config:downtime-limit=7\"]");
        assertThat(simulation
                        .get("parameters")
                        .valueStream()
                        .filter(parameter -> parameter.get("name").asString().equals("downtime-limit"))
                        .map(parameter -> parameter.get("value").asLong()))
                .containsExactly(7L);
    }

    @Test
    void rejectsShellExpansionsAndTwoCommandLines() {
        assertThat(violation("{\"shell\": \"qemu-system-x86_64 -m $SIZE\"}"))
                .contains("'$' at character", "needs evaluation by a shell");
        assertThat(violation("{\"shell\": \"qemu -S\", \"arguments\": [\"-S\"]}"))
                .contains("Two command lines are given");
    }

    private String violation(String body) {
        HttpCalls.Answer answer = http.post(SIMULATIONS, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.json().at("/violations/0/pointer").asString()).isEqualTo("/shell");
        return answer.json().at("/violations/0/message").asString();
    }
}
