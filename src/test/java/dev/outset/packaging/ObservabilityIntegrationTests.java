package dev.outset.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.outset.qemu.RunState;
import dev.outset.status.BootStatus;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.Conditions;
import dev.outset.status.GuestStatus;
import dev.outset.status.VmPhase;
import dev.outset.status.VmStatus;
import dev.outset.store.event.EventDraft;
import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.VmRepository;
import dev.outset.support.Definitions;
import dev.outset.support.HttpCalls;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.annotation.DirtiesContext;

/** Tests the probes and metrics of the running service with a separate management port, as in the container. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "management.server.address=127.0.0.1",
            "outset.telemetry.statistics-interval=1s",
            "spring.datasource.url=jdbc:h2:mem:observed;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                    + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH"
        })
class ObservabilityIntegrationTests {

    private static final Pattern METER = Pattern.compile("\\b(outset|http_server|hikaricp|jvm|dbscheduler)_[a-z_]+\\b");

    private static final Path ALERTS = Path.of("helm/outset/alerts/outset.yml");

    @LocalServerPort
    private int port;

    @LocalManagementPort
    private int managementPort;

    @Autowired
    private VmRepository repository;

    @Autowired
    private DataSource dataSource;

    @Autowired
    private ApplicationContext context;

    @Test
    void servesProbesOnTheMainPort() {
        assertThat(new HttpCalls(port).get("/livez").status()).isEqualTo(200);
        assertThat(new HttpCalls(port).get("/readyz").status()).isEqualTo(200);
        assertThat(new HttpCalls(port).get("/actuator/prometheus").status()).isEqualTo(404);
    }

    @Test
    @DirtiesContext
    void isAliveButNotReadyWithoutItsDatabase() throws SQLException {
        dataSource.unwrap(HikariDataSource.class).close();

        assertThat(new HttpCalls(port).get("/livez").status()).isEqualTo(200);
        assertThat(new HttpCalls(port).get("/readyz").status()).isEqualTo(503);
        assertThat(new HttpCalls(managementPort)
                        .get("/actuator/health/readiness")
                        .status())
                .isEqualTo(503);
    }

    @Test
    void doesNotExportTracesByDefault() {
        assertThat(context.getBeanProvider(SpanExporter.class).stream()).isEmpty();
    }

    @Test
    void exportsEveryMeterOfDashboardAndAlerts() throws IOException {
        new HttpCalls(port).get("/api/v1/qemu-versions");
        StoredVm vm = repository.insert(
                Definitions.definition("metered", "{'qemu': {'version': '11.1'}}"), Definitions.pending());
        repository.saveStatus(
                vm.definition().name(),
                verified(),
                vm.statusVersion(),
                List.of(new EventDraft(
                        vm.definition().name(),
                        Instant.EPOCH,
                        EventDraft.Type.NORMAL,
                        "AllParametersMatch",
                        "All match",
                        1)));

        migrate();

        Set<String> expected =
                meters(Files.readString(Path.of("helm/outset/dashboards/outset.json")) + Files.readString(ALERTS));
        Set<String> exported = exported(expected);

        assertThat(exported).containsAll(expected).contains("dbscheduler_task_completions_total");
    }

    private void migrate() {
        HttpCalls http = new HttpCalls(port);
        http.post("/api/v1/vms", "{\"name\": \"from\", \"spec\": {\"qemu\": {\"version\": \"9.2\"}}}");
        http.post(
                "/api/v1/vms",
                "{\"name\": \"to\", \"spec\": {\"qemu\": {\"version\": \"9.2\"},"
                        + " \"migration\": {\"incoming\": {\"listen\": \"defer\"}}}}");
        String migration = http.post("/api/v1/migrations", "{\"source\": \"from\", \"destination\": \"to\"}")
                .header("Location");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> http.get(migration).json().at("/phase").asString().equals("Ended"));
    }

    @Test
    void exportsTheHoldReasonOfTheAlertsBeforeAVmIsHeld() throws IOException {
        List<String> held = Pattern.compile("outset_vms_held\\{reason=\"[^\"]+\"}")
                .matcher(Files.readString(ALERTS))
                .results()
                .map(MatchResult::group)
                .toList();

        assertThat(held).isNotEmpty();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(new HttpCalls(managementPort)
                                .get("/actuator/prometheus")
                                .text()
                                .lines()
                                .map(line -> line.replaceAll("application=\"outset\",| .*", "")))
                        .containsAll(held));
    }

    /**
     * An alert on a reason that does not exist would never fire, and one on a meter that is created by the first
     * rejection would miss it.
     */
    @Test
    void exportsEveryRejectionReasonOfTheAlertsBeforeTheFirstRejection() throws IOException {
        List<String> reasons = Pattern.compile("reason=~\"([^\"]+)\"")
                .matcher(Files.readString(ALERTS))
                .results()
                .flatMap(match -> Stream.of(match.group(1).split("\\|")))
                .toList();

        assertThat(reasons).contains("busy", "too-many-requests");
        assertThat(new HttpCalls(managementPort)
                        .get("/actuator/prometheus")
                        .text()
                        .lines())
                .filteredOn(line -> line.startsWith("outset_admission_rejected_total{"))
                .map(line -> line.replaceAll(".*reason=\"([^\"]+)\".*", "$1"))
                .containsAll(reasons);
    }

    @Test
    void documentsAnActionForEveryAlert() throws IOException {
        String operations = Files.readString(Path.of("docs/operations.md"));

        assertThat(Pattern.compile("alert: (\\w+)")
                        .matcher(Files.readString(ALERTS))
                        .results()
                        .map(match -> match.group(1)))
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(operations).contains("\n| `" + alert + "` | "));
    }

    /** Polls the meters, because VM statistics are collected in the background once per second. */
    private Set<String> exported(Set<String> expected) {
        Set<String> exported = Set.of();
        for (int tries = 0; tries < 500 && !exported.containsAll(expected); tries++) {
            exported = meters(
                    new HttpCalls(managementPort).get("/actuator/prometheus").text());
        }
        return exported;
    }

    private static Set<String> meters(String text) {
        return METER.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static VmStatus verified() {
        Conditions conditions = Conditions.none();
        for (ConditionType type : ConditionType.values()) {
            conditions = conditions.with(
                    new Condition(type, Condition.Truth.TRUE, "AllParametersMatch", "All match", 1, Instant.EPOCH));
        }
        BootStatus boot = new BootStatus(1, 1, Instant.EPOCH, false, null, List.of(), 0, null, 0, List.of(), List.of());
        return new VmStatus(
                1,
                VmPhase.RUNNING,
                null,
                RunState.RUNNING,
                GuestStatus.of(VmPhase.RUNNING, RunState.RUNNING, null),
                conditions,
                boot,
                null,
                List.of(),
                0,
                null);
    }
}
