package dev.outset.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import dev.outset.support.HttpCalls;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** A principal with a label scope can migrate only within its scope, and does not see the names of other VMs. */
class MigrationScopeTests extends SecuredServiceTestBase {

    private static final String MIGRATIONS = "/api/v1/migrations";

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final String RUNNING = "running";

    private static final String WAITING = "inmigrate";

    @Autowired
    private List<QemuLauncher> launchers = List.of();

    @AfterEach
    void deleteVms() {
        for (String vm : List.of("in-1", "in-2", "web-dst")) {
            http().delete("/api/v1/vms/" + vm, administrator());
        }
        await().atMost(TIMEOUT)
                .until(() -> http().get("/api/v1/vms?label=kind=reach", administrator())
                        .json()
                        .path("items")
                        .isEmpty());
    }

    private void post(String name, String team, String listen) {
        String incoming = listen.isEmpty() ? "" : ", \"migration\": {\"incoming\": {\"listen\": \"" + listen + "\"}}";
        HttpCalls.Answer created = http().post("/api/v1/vms", """
                        {"name": "%s", "labels": {"team": "%s", "kind": "reach"},
                         "spec": {"qemu": {"version": "9.2"}, "memory": {"size": "64MiB"}%s}}
                        """.formatted(name, team, incoming), administrator());
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        await().atMost(TIMEOUT).until(() -> runState(name).equals(listen.isEmpty() ? RUNNING : WAITING));
    }

    /** The run state that QEMU reports; empty if there is no QEMU. */
    private String runState(String vm) {
        for (QemuLauncher launcher : launchers) {
            if (launcher.find(vm).orElse(null) instanceof QemuInstance.Running running) {
                try (QmpClient client = new QmpClient(
                        launcher.connect(running), Duration.ofSeconds(5), InstantSource.system(), event -> {})) {
                    client.negotiate();
                    return client.execute(new QmpCommand.QueryStatus()).status();
                }
            }
        }
        return "";
    }

    private static String request(String address) {
        return address.isEmpty()
                ? "{\"source\": \"in-1\", \"destination\": \"in-2\"}"
                : "{\"source\": \"in-1\", \"destination\": \"in-2\", \"override\": true, \"address\": \"" + address
                        + "\"}";
    }

    private JsonNode ended(HttpCalls.Answer accepted) {
        assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
        return await().atMost(TIMEOUT)
                .until(
                        () -> http().get(accepted.header("Location"), administrator())
                                .json(),
                        migration -> migration.at("/phase").asString().equals("Ended"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp:web-dst:4445",
                "tcp:WEB-DST:4445",
                "tcp:127.0.0.1:4445",
                "tcp:[::1]:4445",
                "tcp:0.0.0.0:4445",
                "tcp::4445",
                "tcp:in-2:4446",
                "unix:/run/outset/web-dst.migration",
                "vsock:3:4445",
                "exec:nc web-dst 4445",
                "fd:5",
                "file:/var/lib/images/web-dst.state"
            })
    void rejectsAddressesOfOtherDestinations(String address) {
        post("in-1", "db", "");
        post("in-2", "db", "tcp:0.0.0.0:4444");
        post("web-dst", "web", "tcp:0.0.0.0:4445");

        HttpCalls.Answer refused = http().post(MIGRATIONS, request(address), operatorOfDb());

        assertThat(refused.status()).as(refused.text()).isEqualTo(422);
        JsonNode violation = refused.json().at("/violations/0");
        assertThat(violation.path("pointer").asString()).isEqualTo("/address");
        assertThat(violation.path("rule").asString()).isEqualTo("own-place");
        assertThat(violation.path("action").asString()).contains("tcp:in-2:4444");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp:unix:/run/outset/web-dst.migration", "tcp://in-2:4444", "nothing"})
    void rejectsMalformedAddresses(String address) {
        post("in-1", "db", "");
        post("in-2", "db", "tcp:0.0.0.0:4444");

        HttpCalls.Answer refused = http().post(MIGRATIONS, request(address), operatorOfDb());

        assertThat(refused.status()).as(refused.text()).isEqualTo(422);
        assertThat(refused.json().at("/violations/0/pointer").asString()).isEqualTo("/address");
        assertThat(refused.json().at("/violations/0/rule").asString()).isEqualTo("address");
    }

    @ParameterizedTest
    @CsvSource({
        "tcp:0.0.0.0:4444, tcp:in-2:4444",
        "tcp:0.0.0.0:4444, tcp:IN-2:04444",
        "tcp:0.0.0.0:4444, tcp:localhost:4444",
        "tcp:[::]:4444, tcp:[0:0::1]:4444",
        "tcp:10.0.0.7:4444, tcp:10.0.0.7:4444",
        "tcp:[fe80::1]:4444, tcp:[FE80:0:0::1]:4444",
        "unix:/run/a.sock, unix:/run/a.sock",
        "defer, tcp:in-2:4999"
    })
    void acceptsEverySpellingOfTheDestinationAddress(String listen, String address) {
        post("in-1", "db", "");
        post("in-2", "db", listen);

        JsonNode migration = ended(http().post(MIGRATIONS, request(address), operatorOfDb()));

        assertThat(migration.at("/ending/result").asString())
                .as("%s", migration)
                .isEqualTo("Completed");
        assertThat(runState("in-2")).isEqualTo(RUNNING);
    }

    @Test
    void permitsAnyAddressForAnUnrestrictedPrincipal() {
        post("in-1", "db", "");
        post("in-2", "db", "tcp:0.0.0.0:4444");
        post("web-dst", "web", "tcp:0.0.0.0:4445");

        HttpCalls.Answer accepted = http().post(MIGRATIONS, request("tcp:web-dst:4445"), operator());

        assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
        await().atMost(TIMEOUT).until(() -> runState("web-dst").equals(RUNNING));
    }

    /** The same operator may write the definition, so its addresses are not trusted either. */
    @ParameterizedTest
    @CsvSource({
        "tcp:web-dst:4445, tcp:0.0.0.0:4445",
        "tcp:10.0.0.7:4445, tcp:10.0.0.7:4445",
        "tcp:0.0.0.0:4445, tcp:in-2:4445",
        "defer, tcp:in-2:4444",
        "defer, tcp:0.0.0.0:4444",
        "unix:/run/shared.sock, unix:/run/shared.sock"
    })
    void neverMigratesToAnotherVmWithTheSameAddress(String listen, String otherListen) {
        post("in-1", "db", "");
        post("web-dst", "web", otherListen);
        post("in-2", "db", listen);

        JsonNode migration = ended(http().post(MIGRATIONS, request(""), operatorOfDb()));

        assertThat(runState("web-dst")).as("%s", migration).isEqualTo(WAITING);
        boolean completed = migration.at("/ending/result").asString().equals("Completed");
        assertThat(runState("in-2")).isEqualTo(completed ? RUNNING : WAITING);
    }

    private String phase(String vm, String... key) {
        return http().get("/api/v1/vms/" + vm, key).json().at("/status/phase").asString();
    }

    private static String toWeb(String address) {
        return request(address).replace("\"in-2\"", "\"web-dst\"");
    }

    @Test
    void hidesVmsOutOfScopeInEvents() {
        post("in-1", "db", "");
        post("web-dst", "web", "tcp:0.0.0.0:4444");

        JsonNode failed = ended(http().post(MIGRATIONS, toWeb("unix:/run/web-dst/none"), operator()));
        JsonNode migration = ended(http().post(MIGRATIONS, toWeb(""), operator()));

        assertThat(migration.at("/ending/result").asString()).isEqualTo("Completed");
        assertThat(failed.at("/ending/result").asString()).isEqualTo("Failed");
        String events =
                http().get("/api/v1/vms/in-1/events?limit=500", operatorOfDb()).text();
        assertThat(events)
                .contains(
                        "MigrationStarted",
                        "MigrationCompleted",
                        migration.at("/id").asString())
                .doesNotContain("web-dst");
        assertThat(http().get("/api/v1/events?limit=500", operatorOfDb()).text())
                .doesNotContain("web-dst");
        await().atMost(TIMEOUT).until(() -> phase("in-1", administrator()).equals("Migrated"));
        for (String path : List.of("/api/v1/vms/in-1", "/api/v1/vms?label=team=db")) {
            assertThat(http().get(path, operatorOfDb()).text())
                    .contains("Migrated", "\"destination\":null")
                    .doesNotContain("web-dst");
            assertThat(http().get(path, administrator()).text()).contains("\"destination\":\"web-dst\"");
        }
        for (String path : List.of("/api/v1/vms/in-1/restart", "/api/v1/vms/in-1/release")) {
            assertThat(http().post(path, "{\"acceptedRisk\": \"none\"}", operatorOfDb())
                            .text())
                    .doesNotContain("web-dst");
        }
        assertThat(http().get(MIGRATIONS, operatorOfDb()).text()).doesNotContain("web-dst");
        assertThat(http().get(MIGRATIONS + "/" + migration.at("/id").asString(), operatorOfDb())
                        .status())
                .isEqualTo(404);
    }
}
