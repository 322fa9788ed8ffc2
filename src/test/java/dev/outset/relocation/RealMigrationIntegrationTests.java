package dev.outset.relocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.outset.Application;
import dev.outset.launch.process.ProcessLauncher;
import dev.outset.support.HttpCalls;
import dev.outset.support.RealQemu;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The service moves the guest of one real QEMU 7.2 to another. */
class RealMigrationIntegrationTests {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private ConfigurableApplicationContext service =
            new org.springframework.context.support.GenericApplicationContext();

    private HttpCalls http = new HttpCalls(0);

    @BeforeEach
    void startService() {
        Path binary = RealQemu.binary();
        service = new SpringApplication(Application.class)
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
        await().atMost(PATIENCE)
                .until(() ->
                        http.get("/api/v1/vms?condition=Verified:True").text().contains("\"" + name + "\""));
    }

    private JsonNode migrate(String more) {
        HttpCalls.Answer accepted =
                http.post("/api/v1/migrations", "{\"source\": \"db-1\", \"destination\": \"db-2\"" + more + "}");
        assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
        return await().atMost(PATIENCE)
                .until(
                        () -> http.get(accepted.header("Location")).json(),
                        migration -> migration.at("/phase").asString().equals("Ended"));
    }

    private int observed(String vm, String parameter) {
        return http.get("/api/v1/vms/" + vm + "/parameters")
                .json()
                .path("items")
                .valueStream()
                .filter(item -> item.path("name").asString().equals(parameter))
                .findFirst()
                .orElseThrow()
                .path("observed")
                .asInt();
    }

    @Test
    void movesARunningGuestOverFourChannels() {
        post("db-1", "64MiB", "{\"live\": {\"downtime-limit\": 250}}");
        post("db-2", "64MiB", "{\"incoming\": {\"listen\": \"defer\"}}");

        JsonNode migration =
                migrate(", \"capabilities\": {\"multifd\": true}, \"parameters\": {\"multifd-channels\": 4}");

        assertThat(migration.at("/ending/result").asString())
                .as("%s", migration)
                .isEqualTo("Completed");
        assertThat(migration.at("/ending/message").asString()).doesNotContain("not back");
        await().atMost(PATIENCE).until(() -> observed("db-1", "multifd-channels") == 2);
        assertThat(observed("db-1", "downtime-limit")).isEqualTo(250);
        assertThat(http.get("/api/v1/vms/db-2/events").text()).contains("MigrationCompleted");
    }

    @Test
    void showsWhatWasForetoldWhenTheRefusalIsOverridden() {
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
