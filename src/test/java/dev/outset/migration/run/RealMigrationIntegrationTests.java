package dev.outset.migration.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.outset.OutsetApplication;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.process.ProcessLauncher;
import dev.outset.qmp.QmpChannel;
import dev.outset.qmp.QmpException;
import dev.outset.support.HttpCalls;
import dev.outset.support.RealQemu;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The service migrates the guest of a real QEMU 7.2 to another one. */
class RealMigrationIntegrationTests {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private ConfigurableApplicationContext service =
            new org.springframework.context.support.GenericApplicationContext();

    private HttpCalls http = new HttpCalls(0);

    @BeforeEach
    void startService() {
        Path binary = RealQemu.binary();
        service = new SpringApplication(OutsetApplication.class)
                .run(
                        "--server.port=0",
                        "--logging.level.root=warn",
                        "--outset.run.folder=" + folder.resolve("run"),
                        "--outset.process.enabled=true",
                        "--outset.process.binaries[0].path=" + binary,
                        "--outset.reconcile.first-backoff=100ms",
                        "--outset.migrations.poll-interval=100ms",
                        "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("outset")
                                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
                                + ";DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
        http = new HttpCalls(
                Integer.parseInt(Objects.requireNonNull(service.getEnvironment().getProperty("local.server.port"))));
    }

    @AfterEach
    void stopEverything() {
        if (service.isActive()) {
            service.getBean(ProcessLauncher.class).stop("db-1");
            service.getBean(ProcessLauncher.class).stop("db-2");
            service.close();
        }
    }

    private void post(String name, String memory, String migration) {
        assertThat(http.post("/api/v1/vms", """
                        {"name": "%s", "spec": {"runtime": "process", "qemu": {"version": "7.2"},
                         "memory": {"size": "%s"}, "migration": %s}}
                        """.formatted(name, memory, migration))
                        .status())
                .isEqualTo(201);
        await().atMost(TIMEOUT)
                .until(() ->
                        http.get("/api/v1/vms?condition=Verified:True").text().contains("\"" + name + "\""));
    }

    private JsonNode migrate(String more) {
        return awaitEnd(start(more));
    }

    private String start(String more) {
        HttpCalls.Answer accepted =
                http.post("/api/v1/migrations", "{\"source\": \"db-1\", \"destination\": \"db-2\"" + more + "}");
        assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
        return accepted.header("Location");
    }

    private JsonNode awaitEnd(String location) {
        return await().atMost(TIMEOUT)
                .until(
                        () -> http.get(location).json(),
                        migration -> migration.at("/phase").asString().equals("Ended"));
    }

    @Test
    void keepsTheNumbersOfACancelledMigration() {
        post("db-1", "64MiB", "{}");
        post("db-2", "64MiB", "{\"incoming\": {\"listen\": \"defer\"}}");
        String location = start(", \"parameters\": {\"max-bandwidth\": \"50KiB/s\"}");
        await().atMost(TIMEOUT)
                .until(() -> http.get(location)
                                .json()
                                .at("/progress/throughputBytesPerSecond")
                                .asLong()
                        > 0);

        assertThat(http.post(location + "/cancel", "").status()).isEqualTo(202);
        JsonNode migration = awaitEnd(location);

        assertThat(migration.at("/ending/result").asString())
                .as("%s", migration)
                .isEqualTo("Cancelled");
        JsonNode progress = migration.path("progress");
        assertThat(progress.path("status").asString()).isEqualTo("cancelled");
        assertThat(progress.path("transferredBytes").asLong()).isPositive();
        assertThat(progress.path("remainingBytes").asLong()).isPositive();
        assertThat(progress.path("totalMillis").asLong()).isPositive();
        assertThat(progress.path("expectedDowntimeMillis").asLong()).isPositive();
        JsonNode series = http.get(location + "/progress").json().path("items");
        assertThat(series.size()).isGreaterThan(1);
        assertThat(series.get(series.size() - 1)).isEqualTo(progress);
    }

    @Test
    void migratesARunningGuestOverFourChannels() throws IOException {
        post("db-1", "64MiB", "{\"live\": {\"downtime-limit\": 250}}");
        post("db-2", "64MiB", "{\"incoming\": {\"listen\": \"defer\"}}");

        JsonNode migration =
                migrate(", \"capabilities\": {\"multifd\": true}, \"parameters\": {\"multifd-channels\": 4}");

        assertThat(migration.at("/ending/result").asString())
                .as("%s", migration)
                .isEqualTo("Completed");
        assertThat(migration.at("/ending/message").asString()).doesNotContain("not restored");
        assertThat(migration.at("/ending/guest").asString()).isEqualTo("Destination");
        await().atMost(TIMEOUT).until(() -> phase("db-1").equals("Migrated"));
        assertThat(processes("db-1")).isEmpty();
        assertThat(http.get("/api/v1/vms/db-2/events").text()).contains("MigrationCompleted");
    }

    /** Events that require a new start of the source. */
    enum Trigger {
        QUIT,
        KILL,
        RESTART,
        EDIT,
        SERVICE_RESTARTS
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void startsNoSecondQemuForAMigratedGuest(Trigger trigger) throws IOException {
        post("db-1", "64MiB", "{}");
        post("db-2", "64MiB", "{\"incoming\": {\"listen\": \"defer\"}}");
        assertThat(migrate("").at("/ending/guest").asString()).isEqualTo("Destination");

        apply(trigger);

        await().atMost(TIMEOUT).until(() -> phase("db-1").equals("Migrated"));
        // Longer than the controller would need to start the guest again without a hold.
        await().during(Duration.ofSeconds(5))
                .atMost(TIMEOUT)
                .until(() -> processes("db-1").isEmpty());
        assertThat(processes("db-2")).hasSize(1);
        assertThat(http.post("/api/v1/vms/db-1/release", "{\"acceptedRisk\": \"GuestMayRunTwice\"}")
                        .status())
                .isEqualTo(202);
        await().atMost(TIMEOUT).until(() -> phase("db-1").equals("Running"));
        assertThat(processes("db-1")).hasSize(1);
    }

    /** Triggers an event; the source's QEMU may already have been stopped. */
    private void apply(Trigger trigger) throws IOException {
        switch (trigger) {
            case QUIT ->
                service.getBean(ProcessLauncher.class)
                        .find("db-1")
                        .filter(QemuInstance.Running.class::isInstance)
                        .map(QemuInstance.Running.class::cast)
                        .ifPresent(this::quit);
            case KILL -> processes("db-1").forEach(ProcessHandle::destroyForcibly);
            case RESTART ->
                assertThat(http.post("/api/v1/vms/db-1/restart", "").status()).isEqualTo(409);
            case EDIT ->
                assertThat(http.call(
                                        "PATCH",
                                        "/api/v1/vms/db-1",
                                        "application/merge-patch+json",
                                        "{\"spec\": {\"memory\": {\"size\": \"128MiB\"}}}",
                                        "If-Match",
                                        "*")
                                .status())
                        .isEqualTo(200);
            case SERVICE_RESTARTS -> {
                service.close();
                startService();
            }
        }
    }

    private void quit(QemuInstance.Running running) {
        try (QmpChannel channel = service.getBean(ProcessLauncher.class).connect(running)) {
            channel.send("{\"execute\": \"qmp_capabilities\"}");
            channel.send("{\"execute\": \"quit\"}");
        } catch (QmpException stopped) {
            assertThat(phase("db-1")).isEqualTo("Migrated");
        }
    }

    private String phase(String vm) {
        return http.get("/api/v1/vms/" + vm).json().at("/status/phase").asString();
    }

    /** Returns the running QEMU processes of a VM. */
    private List<ProcessHandle> processes(String vm) throws IOException {
        List<ProcessHandle> found = new ArrayList<>();
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            Path line = Path.of("/proc", Long.toString(process.pid()), "cmdline");
            try {
                String text = Files.readString(line, StandardCharsets.ISO_8859_1);
                if (text.contains(folder.toString()) && text.contains("guest=" + vm + ",")) {
                    found.add(process);
                }
            } catch (NoSuchFileException | AccessDeniedException gone) {
                // The process has exited, or belongs to another user.
            }
        }
        return found;
    }

    @Test
    void failsAsPredictedWhenThePlanIsOverridden() {
        post("db-1", "64MiB", "{}");
        post("db-2", "128MiB", "{\"incoming\": {\"listen\": \"defer\"}}");
        assertThat(http.post("/api/v1/migrations", "{\"source\": \"db-1\", \"destination\": \"db-2\"}")
                        .text())
                .contains("memory-size");

        JsonNode migration = migrate(", \"override\": true");

        assertThat(migration.at("/ending/reason").asString())
                .as("%s", migration)
                .isEqualTo("DestinationExited");
    }
}
