package dev.outset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.Await;
import dev.outset.support.HttpCalls;
import dev.outset.support.MonitorCalls;
import dev.outset.support.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The behaviour of the service with a VM of QEMU 7.2, from HTTP to the monitor socket, which is the same for all
 * runtimes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RuntimeContract {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private Path folder = Path.of("/");

    private ConfigurableApplicationContext service = new GenericApplicationContext();

    private HttpCalls http = new HttpCalls(0);

    /** Returns the name of the runtime in definitions. */
    abstract String runtime();

    /** Returns the settings of the runtime; monitor sockets must be in the run directory. */
    abstract List<String> settings(Path runFolder);

    @BeforeAll
    void start(@TempDir Path directory) {
        folder = directory;
        Path run = folder.resolve("run");
        List<String> options = new ArrayList<>(List.of(
                "--server.port=0",
                "--logging.level.root=warn",
                "--outset.run.folder=" + run,
                "--outset.reconcile.resync-interval=200ms",
                "--outset.reconcile.first-backoff=100ms",
                "--spring.datasource.url=" + TestDatabase.h2Url(folder)));
        options.addAll(settings(run));
        service = new SpringApplication(OutsetApplication.class).run(options.toArray(String[]::new));
        http = new HttpCalls(
                Integer.parseInt(Objects.requireNonNull(service.getEnvironment().getProperty("local.server.port"))));
    }

    @AfterEach
    void removeTheVm() {
        http.delete("/api/v1/vms/db-1", "If-Match", "*");
        Await.value(() -> http.get("/api/v1/vms/db-1").status(), status -> status == 404);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void verifiesMultifdChannelsAndDowntimeLimit() {
        post("""
                {"incoming": {"listen": "defer"}, "capabilities": {"multifd": true},
                 "early": {"multifd-channels": 4, "downtime-limit": "500ms"}}""");

        awaitTrue("Verified");

        assertThat(observed("multifd-channels")).isEqualTo(4);
        assertThat(observed("downtime-limit")).isEqualTo(500);
        assertThat(monitor().execute("query-migrate-capabilities", "{}").toString())
                .contains("{\"state\":true,\"capability\":\"multifd\"}");
    }

    @Test
    void reportsTheErrorOfQemuWhenItRefusesToStart() {
        post("{\"incoming\": {\"listen\": \"unix:/nonexistent/folder/in.sock\"}}");

        Await.value(() -> condition("Launched").path("reason").asString(""), "BootRefused"::equals);

        assertThat(condition("Launched").path("message").asString())
                .contains("Failed to bind socket to /nonexistent/folder/in.sock");
        assertThat(vm().path("status").path("phase").asString()).isEqualTo("Failed");
    }

    @Test
    void appliesAnUpdateToTheRunningQemu() {
        post("{\"live\": {\"downtime-limit\": 400}}");
        awaitTrue("Verified");
        long before = boot();

        patch("{\"spec\": {\"migration\": {\"live\": {\"downtime-limit\": 700}}}}");
        awaitGeneration(2);
        awaitTrue("Verified");

        assertThat(monitor()
                        .execute("query-migrate-parameters", "{}")
                        .path("downtime-limit")
                        .asInt())
                .isEqualTo(700);
        assertThat(boot()).isEqualTo(before);
    }

    @Test
    void requiresARestartForAChangedCommandLine() {
        post("{\"early\": {\"multifd-channels\": 4}}");
        awaitTrue("Verified");

        patch("{\"spec\": {\"migration\": {\"early\": {\"multifd-channels\": 8}}}}");
        awaitTrue("RestartRequired");
        assertThat(observed("multifd-channels")).isEqualTo(4);
        http.post("/api/v1/vms/db-1/restart", "");
        Await.value(this::boot, number -> number == 2);
        awaitTrue("Verified");

        assertThat(observed("multifd-channels")).isEqualTo(8);
    }

    @Test
    void repairsDriftAndReportsIt() {
        post("{\"live\": {\"downtime-limit\": 500}}");
        awaitTrue("Verified");

        monitor().execute("migrate-set-parameters", "{\"downtime-limit\": 7}");
        Await.value(this::events, text -> text.contains("DriftRepaired"));

        assertThat(events()).contains("downtime-limit was 7 and is 500 again");
        assertThat(monitor()
                        .execute("query-migrate-parameters", "{}")
                        .path("downtime-limit")
                        .asInt())
                .isEqualTo(500);
    }

    @Test
    void restartsQemuAfterItQuits() {
        post("{\"live\": {\"downtime-limit\": 500}}");
        awaitTrue("Verified");

        monitor().execute("quit", "{}");
        Await.value(this::boot, number -> number == 2);
        awaitTrue("Verified");

        assertThat(events()).contains("Boot 1 exited with status 0");
        assertThat(observed("downtime-limit")).isEqualTo(500);
    }

    @Test
    void stopsAndStartsWithPower() {
        post("{\"early\": {\"multifd-channels\": 4}}");
        awaitTrue("Verified");

        patch("{\"spec\": {\"power\": \"Off\"}}");
        Await.value(() -> vm().path("status").path("phase").asString(), "Stopped"::equals);
        patch("{\"spec\": {\"power\": \"On\"}}");
        awaitTrue("Verified");

        assertThat(boot()).isEqualTo(2);
        assertThat(observed("multifd-channels")).isEqualTo(4);
    }

    private void post(String migration) {
        HttpCalls.Answer answer = http.post("/api/v1/vms", """
                {"name": "db-1", "spec": {"runtime": "%s", "qemu": {"version": "7.2"}, "memory": {"size": "64MiB"},
                 "migration": %s}}""".formatted(runtime(), migration));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    private void patch(String change) {
        HttpCalls.Answer answer =
                http.call("PATCH", "/api/v1/vms/db-1", "application/merge-patch+json", change, "If-Match", "*");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private MonitorCalls monitor() {
        return new MonitorCalls(folder.resolve("run/db-1.qmp"), TIMEOUT);
    }

    private JsonNode vm() {
        return http.get("/api/v1/vms/db-1").json();
    }

    private String events() {
        return http.get("/api/v1/vms/db-1/events?limit=500").text();
    }

    private long boot() {
        return http.get("/api/v1/vms/db-1/boot").json().path("number").asLong();
    }

    private JsonNode condition(String type) {
        return vm().path("status")
                .path("conditions")
                .valueStream()
                .filter(condition -> condition.path("type").asString().equals(type))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private void awaitTrue(String type) {
        Await.value(() -> condition(type).path("status").asString(""), "True"::equals);
    }

    private void awaitGeneration(int generation) {
        Await.value(() -> vm().path("status").path("observedGeneration").asInt(), seen -> seen == generation);
    }

    private int observed(String parameter) {
        return http.get("/api/v1/vms/db-1/parameters")
                .json()
                .path("items")
                .valueStream()
                .filter(item -> item.path("name").asString().equals(parameter))
                .map(item -> item.path("observed").asInt())
                .findFirst()
                .orElseThrow();
    }
}
