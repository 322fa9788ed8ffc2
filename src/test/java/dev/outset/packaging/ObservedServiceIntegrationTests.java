package dev.outset.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.Await;
import dev.outset.support.HttpCalls;
import dev.outset.support.ServiceProcess;
import dev.outset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests metrics, logs and traces after typical operations: VMs that boot, drift that is repaired, drift that is
 * detected too late, and a simulation. The service runs as in the container, with JSON logs and traces.
 */
class ObservedServiceIntegrationTests {

    @TempDir
    private static Path folder;

    private static TraceCollector collector;

    private static ServiceProcess service;

    private static HttpCalls calls;

    private static String metrics = "";

    @BeforeAll
    static void runOperations() throws IOException {
        Path sockets = Files.createDirectory(folder.resolve("s"));
        collector = new TraceCollector();
        service = ServiceProcess.start(
                folder,
                "--spring.datasource.url=" + TestDatabase.h2Url(folder),
                "--spring.profiles.active=tracing",
                "--management.opentelemetry.tracing.export.otlp.endpoint=" + collector.url(),
                "--logging.structured.format.console=ecs",
                "--logging.level.dev.outset.reconcile=debug",
                "--outset.simulator.socket-folder=" + sockets,
                "--outset.simulator.scan-interval=100ms",
                "--outset.reconcile.resync-interval=1s",
                "--outset.telemetry.statistics-interval=1s");
        calls = service.calls();
        create("drifts", """
                {"qemu": {"version": "11.1"}, "migration": {"live": {"downtime-limit": 500}}}""");
        create("late", """
                {"qemu": {"version": "7.2"}, "migration": {"incoming": {"listen": "tcp:0:4444"},
                 "capabilities": {"validate-uuid": true}, "early": {"multifd-channels": 8}}}""");
        await(() -> has("drifts", "Verified", "AllParametersMatch") && has("late", "Verified", "AllParametersMatch"));
        await(() -> Files.exists(sockets.resolve("drifts.qmp")) && Files.exists(sockets.resolve("late.qmp")));
        ExternalQmpClient.set(sockets.resolve("drifts.qmp"), "downtime-limit", 700);
        ExternalQmpClient.set(sockets.resolve("late.qmp"), "multifd-channels", 4);
        calls.post("/api/v1/simulations", """
                {"qemu": {"version": "11.1"}, "arguments": ["-machine", "none"], "commands": []}""");
        await(() -> has("late", "Verified", "TooLate")
                && scrape().contains(
                                "outset_vms_conditions{application=\"outset\",status=\"False\",type=\"Verified\"} 1"));
        await(() -> number("outset_drift_repaired_total", "") >= 2);
    }

    @AfterAll
    static void stop() {
        service.close();
        collector.close();
    }

    private static void create(String name, String spec) {
        HttpCalls.Answer answer = calls.post("/api/v1/vms", "{\"name\": \"%s\", \"spec\": %s}".formatted(name, spec));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    private static boolean has(String name, String type, String reason) {
        return calls.get("/api/v1/vms/" + name)
                .json()
                .at("/status/conditions")
                .valueStream()
                .anyMatch(condition -> condition.path("type").asString().equals(type)
                        && condition.path("reason").asString().equals(reason));
    }

    private static String scrape() {
        metrics = calls.get("/actuator/prometheus").text();
        return metrics;
    }

    private static void await(BooleanSupplier condition) {
        Await.until(() -> service.log() + metrics, () -> {
            scrape();
            return condition.getAsBoolean();
        });
    }

    /** Returns the sum of a meter over the lines that contain a tag; NaN if there are none. */
    private static double number(String meter, String tag) {
        List<Double> values = metrics.lines()
                .filter(line -> line.startsWith(meter + "{") && line.contains(tag))
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .toList();
        return values.isEmpty()
                ? Double.NaN
                : values.stream().mapToDouble(Double::doubleValue).sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"object", "applied", "verified"})
    void measuresEachMilestoneOfBothBoots(String milestone) {
        assertThat(number("outset_boot_seconds_count", "milestone=\"" + milestone + "\""))
                .isEqualTo(2);
        assertThat(number("outset_boot_seconds_sum", "milestone=\"" + milestone + "\""))
                .isBetween(0.0, 60.0);
    }

    @Test
    void countsVerificationsByOutcome() {
        assertThat(number("outset_verifications_total", "outcome=\"AllParametersMatch\""))
                .isGreaterThanOrEqualTo(2);
        assertThat(number("outset_verifications_total", "outcome=\"TooLate\"")).isEqualTo(1);
    }

    @Test
    void countsDriftAndLateParameters() {
        assertThat(number("outset_drift_found_total", "")).isEqualTo(2);
        assertThat(number("outset_drift_repaired_total", "")).isEqualTo(2);
        assertThat(number("outset_parameters_too_late_total", "")).isEqualTo(1);
    }

    @Test
    void countsVmsByPhaseConditionAndRelease() {
        assertThat(number("outset_vms", "phase=\"Running\"")).isEqualTo(2);
        assertThat(number("outset_vms_versions", "version=\"7.2\"")).isEqualTo(1);
        assertThat(number("outset_vms_versions", "version=\"11.1\"")).isEqualTo(1);
        assertThat(number("outset_vms_conditions", "status=\"True\",type=\"Launched\""))
                .isEqualTo(2);
        assertThat(number("outset_vms_conditions", "status=\"True\",type=\"Degraded\""))
                .isEqualTo(1);
    }

    @Test
    void reportsTheQueue() {
        assertThat(number("outset_queue_due", "")).isBetween(0.0, 2.0);
        assertThat(number("outset_queue_running", "")).isBetween(0.0, 2.0);
        assertThat(number("outset_queue_age_seconds", "")).isBetween(0.0, 60.0);
    }

    @Test
    void measuresRequestsSimulationsAndDatabaseConnections() {
        assertThat(number("http_server_requests_seconds_count", "uri=\"/api/v1/simulations\""))
                .isEqualTo(1);
        assertThat(number("http_server_requests_seconds_count", "uri=\"/api/v1/vms\""))
                .isGreaterThanOrEqualTo(2);
        assertThat(number("hikaricp_connections_max", "")).isEqualTo(20);
        assertThat(number("jdbc_connections_active", "")).isGreaterThanOrEqualTo(0);
    }

    @Test
    void logsOneJsonObjectPerLine() {
        assertThat(lines())
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(line.path("@timestamp").asString("")).isNotBlank());
    }

    @Test
    void logsVmGenerationAndStepInEveryLineOfAReconciliation() {
        List<JsonNode> reconcileLines = lines().stream()
                .filter(line -> line.at("/log/logger").asString("").startsWith("dev.outset.reconcile")
                        || line.at("/log/logger").asString("").equals("dev.outset.vm"))
                .toList();

        assertThat(reconcileLines)
                .anyMatch(line -> line.path("message").asString().startsWith("DriftRepaired: downtime-limit"))
                .allSatisfy(line -> {
                    assertThat(line.path("vm").asString("")).isIn("drifts", "late");
                    assertThat(line.path("generation").asString("")).isEqualTo("1");
                    assertThat(line.path("step").asString("")).isNotBlank();
                })
                .anyMatch(line -> line.path("step").asString().contains("monitor"));
    }

    private static List<JsonNode> lines() {
        return service.log()
                .lines()
                .filter(line -> !line.isBlank())
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    @Test
    void sendsTracesToTheConfiguredEndpoint() {
        await(() -> collector.hasReceived("POST /api/v1/simulations") || collector.hasReceived("/api/v1/simulations"));
    }
}
