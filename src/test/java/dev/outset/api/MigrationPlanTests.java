package dev.outset.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.HttpCalls;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Migration plans over HTTP. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:plans;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH")
class MigrationPlanTests {

    private static final String PLANS = "/api/v1/migration-plans";

    @LocalServerPort
    private int port;

    private HttpCalls http = new HttpCalls(0);

    @BeforeEach
    void connect() {
        http = new HttpCalls(port);
    }

    @Test
    void reportsChangePerSide() {
        HttpCalls.Answer answer = http.post(PLANS, """
                {"source": {"spec": {"qemu": {"version": "9.2"},
                   "migration": {"capabilities": {"multifd": true}, "live": {"multifd-channels": 2}}}},
                 "destination": {"spec": {"qemu": {"version": "9.2"},
                   "migration": {"capabilities": {"multifd": true}, "live": {"multifd-channels": 4}}}},
                 "transport": "unix"}
                """);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonNode plan = answer.json();
        assertThat(plan.get("verdict").asString()).isEqualTo("stuck");
        assertThat(plan.get("side").isNull()).isTrue();
        assertThat(plan.get("message").isNull()).isTrue();
        assertThat(plan.at("/findings/0/side").asString()).isEqualTo("destination");
        assertThat(plan.at("/findings/0/pointer").asString()).isEqualTo("/migration/live/multifd-channels");
        assertThat(plan.at("/findings/0/change").asString()).contains("to 2");
        assertThat(plan.at("/steps")
                        .valueStream()
                        .map(step -> step.at("/command/execute").asString("")))
                .contains("migrate-incoming", "migrate");
    }

    @Test
    void reportsSideAndErrorMessageOfQemu() {
        JsonNode plan = http.post(PLANS, """
                {"source": {"spec": {"qemu": {"version": "9.2"}, "migration": {"capabilities": {"compress": true}}}},
                 "destination": {"spec": {"qemu": {"version": "9.2"}}}}
                """).json();

        assertThat(plan.get("verdict").asString()).isEqualTo("refused");
        assertThat(plan.get("side").asString()).isEqualTo("source");
        assertThat(plan.get("message").asString()).isEqualTo("Parameter 'capability' does not accept value 'compress'");
    }

    @Test
    void derivesDestinationFromStoredVm() {
        http.post("/api/v1/vms", """
                {"name": "moving", "spec": {"power": "Off", "qemu": {"version": "9.2"}, "memory": {"size": "2GiB"}}}
                """);
        JsonNode plan = http.post(PLANS, """
                {"source": {"vm": "moving"}, "destination": {"qemu": {"version": "11.1"}}, "address": "tcp:host-b:4444"}
                """).json();

        assertThat(plan.get("verdict").asString()).as("%s", plan).isEqualTo("ok");
        assertThat(plan.at("/destination/machine/type").asString()).isEqualTo("pc-q35-9.2");
        assertThat(plan.at("/destination/memory/size").asLong()).isEqualTo(2L << 30);
    }

    @Test
    void acceptsAVmThatWasCopiedToANewerRelease() {
        JsonNode source = http.post("/api/v1/vms", """
                {"name": "origin", "spec": {"power": "Off", "qemu": {"version": "9.2"}, "machine": {"type": "q35"}}}
                """).json();
        ObjectNode copy = (ObjectNode) source.get("spec").deepCopy();
        copy.withObjectProperty("qemu").put("version", "11.1");
        copy.withObjectProperty("migration").putObject("incoming").put("listen", "defer");
        http.post("/api/v1/vms", "{\"name\": \"copy\", \"spec\": " + copy + "}");
        http.post("/api/v1/vms", """
                {"name": "other", "spec": {"power": "Off", "machine": {"type": "q35"},
                  "migration": {"incoming": {"listen": "defer"}}}}
                """);

        assertThat(http.post(PLANS, "{\"source\": {\"vm\": \"origin\"}, \"destination\": {\"vm\": \"copy\"}}")
                        .json()
                        .get("verdict")
                        .asString())
                .isEqualTo("ok");
        JsonNode refused = http.post(PLANS, "{\"source\": {\"vm\": \"origin\"}, \"destination\": {\"vm\": \"other\"}}")
                .json();
        assertThat(refused.get("verdict").asString()).isEqualTo("destination-exit");
        assertThat(refused.get("findings")
                        .valueStream()
                        .map(finding -> finding.get("change").asString("")))
                .anyMatch(change -> change.contains("pc-q35-9.2"));
    }

    @Test
    void advisesChangesForAMigrationThatDoesNotConverge() {
        JsonNode plan = http.post(PLANS, """
                {"source": {"spec": {"runtime": "process", "qemu": {"version": "10.0"}, "memory": {"size": "4GiB"}}},
                 "load": {"dirtiedPerSecond": "200MiB/s", "linkPerSecond": "10Gbit/s"}}
                """).json();

        assertThat(plan.get("verdict").asString()).as("%s", plan).isEqualTo("ok");
        assertThat(plan.at("/convergence/converges").asBoolean()).isFalse();
        assertThat(plan.at("/convergence/course").isNull()).isTrue();
        assertThat(plan.at("/convergence/advice/0/parameters/max-bandwidth").asLong())
                .isBetween(200L << 20, 250L << 20);
        assertThat(plan.at("/convergence/advice/0/course/totalMillis").asLong()).isBetween(60_000L, 600_000L);
        assertThat(plan.at("/convergence/assumptions").toString())
                .contains("{\"name\":\"usedMemory\",\"value\":4294967296,\"origin\":\"default\"}")
                .contains("{\"name\":\"linkPerSecond\",\"value\":1250000000,\"origin\":\"request\"}");
        assertThat(plan.get("findings").valueStream())
                .filteredOn(finding -> finding.get("rule").asString().equals("does-not-converge"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.get("severity").asString()).isEqualTo("warning");
                    assertThat(finding.get("change").asString()).contains("Set max-bandwidth to", "auto-converge");
                });
    }

    @Test
    void doesNotPredictConvergenceWithoutADirtyRate() {
        JsonNode plan = http.post(PLANS, """
                {"source": {"spec": {"runtime": "process"}}, "load": {"linkPerSecond": "10Gbit/s"}}
                """).json();

        assertThat(plan.get("verdict").asString()).as("%s", plan).isEqualTo("ok");
        assertThat(plan.get("convergence").isNull()).isTrue();
    }

    @Test
    void rejectsUnknownVm() {
        HttpCalls.Answer answer = http.post(PLANS, "{\"source\": {\"vm\": \"missing\"}}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/violations/0/pointer").asString()).isEqualTo("/source/vm");
    }

    @Test
    void writesShellScript() {
        HttpCalls.Answer answer = http.post(
                PLANS, "{\"source\": {\"spec\": {}}, \"address\": \"unix:/tmp/it's\"}", "Accept", "text/x-shellscript");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/x-shellscript");
        assertThat(answer.text()).startsWith("#!/bin/sh\n").contains("migrate-incoming", "it'\\''s");
    }
}
