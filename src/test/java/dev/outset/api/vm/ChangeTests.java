package dev.outset.api.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.Await;
import dev.outset.support.HttpCalls;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Predictions of the impact of a change, in a dry run. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:changes;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH")
class ChangeTests {

    private static final String VMS = "/api/v1/vms";

    private static final String BEFORE = """
            {"name": "%s", "spec": {"power": "%s", "qemu": {"version": "11.1", "incomingConfig": true}, "machine": {"type": "q35"},
              "migration": {"incoming": {"listen": "tcp:0.0.0.0:4444"}, "early": {"multifd-channels": 8},
                "live": {"max-bandwidth": "1GiB/s"}}}}
            """;

    @LocalServerPort
    private int port;

    private HttpCalls http = new HttpCalls(0);

    @BeforeEach
    void connect() {
        http = new HttpCalls(port);
    }

    @Test
    void distinguishesLiveChangesFromRestarts() {
        String before = BEFORE.formatted("change-1", "On");
        run("change-1", before);

        JsonNode change = change(
                "change-1",
                before.replace("1GiB/s", "2GiB/s")
                        .replace("channels\": 8", "channels\": 4")
                        .replace("q35", "pc"));

        assertThat(change.get("effect").asString()).isEqualTo("restart");
        assertThat(effect(change, "/spec/migration/live/max-bandwidth")).isEqualTo("live");
        assertThat(effect(change, "/spec/migration/early/multifd-channels")).isEqualTo("restart");
        assertThat(effect(change, "/spec/machine/type")).isEqualTo("restart");
        assertThat(change.get("removed")
                        .valueStream()
                        .map(option -> option.get("value").asString()))
                .containsExactly("pc-q35-11.1", "config:multifd-channels=8");
        assertThat(change.get("added")
                        .valueStream()
                        .map(option -> option.get("value").asString()))
                .containsExactly("pc-i440fx-11.1", "config:multifd-channels=4");
        assertThat(http.get(VMS + "/change-1").json().at("/spec/machine/type").asString())
                .isEqualTo("q35");
    }

    @Test
    void predictsWhatControllerDoes() {
        String before = BEFORE.formatted("change-2", "On");
        run("change-2", before);
        String live = before.replace("1GiB/s", "2GiB/s");
        assertThat(change("change-2", live).get("effect").asString()).isEqualTo("live");
        put("change-2", live);
        awaitCondition("change-2", "Verified", "AllParametersMatch", 2);
        awaitCondition("change-2", "RestartRequired", "CommandLineCurrent", 2);

        String early = live.replace("channels\": 8", "channels\": 4");
        assertThat(change("change-2", early).get("effect").asString()).isEqualTo("restart");
        put("change-2", early);
        awaitCondition("change-2", "RestartRequired", "CommandLineChanged", 3);
        assertThat(change("change-2", early).get("effect").asString())
                .as("no further change, but the restart is still required")
                .isEqualTo("restart");
    }

    @Test
    void appliesOnNextStartIfPoweredOff() {
        String before = BEFORE.formatted("change-3", "Off");
        http.post(VMS, before);

        JsonNode change = change("change-3", before.replace("channels\": 8", "channels\": 4"));

        assertThat(change.get("running").asBoolean()).isFalse();
        assertThat(change.get("effect").asString()).isEqualTo("next-start");
    }

    @Test
    void reportsNoEffectOfLabels() {
        String before = BEFORE.formatted("change-4", "Off");
        http.post(VMS, before);

        JsonNode change = change("change-4", before.replace("{\"name\"", "{\"labels\": {\"team\": \"db\"}, \"name\""));

        assertThat(change.get("effect").asString()).isEqualTo("none");
        assertThat(effect(change, "/labels/team")).isEqualTo("none");
    }

    @Test
    void checksETagOnlyIfPresent() {
        String before = BEFORE.formatted("change-5", "Off");
        http.post(VMS, before);

        assertThat(dryRun("change-5", before).status()).isEqualTo(200);
        assertThat(dryRun("change-5", before, "If-Match", "\"99\"").status()).isEqualTo(412);
        assertThat(dryRun("change-5", before.replace("q35", "q36"))
                        .json()
                        .at("/violations/0/rule")
                        .asString())
                .isEqualTo("machine-type");
    }

    private void run(String name, String definition) {
        HttpCalls.Answer created = http.post(VMS, definition);
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        awaitCondition(name, "Verified", "AllParametersMatch", 1);
    }

    private void put(String name, String definition) {
        HttpCalls.Answer answer = http.call("PUT", VMS + "/" + name, "application/json", definition, "If-Match", "*");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private void awaitCondition(String name, String type, String reason, long generation) {
        Await.value(
                () -> http.get(VMS + "/" + name).json().at("/status/conditions"),
                conditions -> conditions
                        .valueStream()
                        .anyMatch(condition -> condition.get("type").asString().equals(type)
                                && condition.get("reason").asString().equals(reason)
                                && condition.get("observedGeneration").asLong() == generation));
    }

    private JsonNode change(String name, String definition) {
        HttpCalls.Answer answer = dryRun(name, definition);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().get("change");
    }

    private HttpCalls.Answer dryRun(String name, String definition, String... headers) {
        return http.call("PUT", VMS + "/" + name + "?dryRun=true", "application/json", definition, headers);
    }

    private static String effect(JsonNode change, String pointer) {
        return change.get("fields")
                .valueStream()
                .filter(field -> field.get("pointer").asString().equals(pointer))
                .map(field -> field.get("effect").asString())
                .findFirst()
                .orElse("no change");
    }
}
