package dev.outset.launch.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.OutsetApplication;
import dev.outset.support.Await;
import dev.outset.support.HttpCalls;
import dev.outset.support.RealQemu;
import dev.outset.support.Requirements;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Tests the whole service with a real QEMU, from HTTP to the monitor. */
@Tag("path-sensitive")
class ProcessRuntimeIntegrationTests {

    private static final String BODY = """
            {"name": "db-1", "spec": {"runtime": "process", "qemu": {"version": "7.2"}, "memory": {"size": "64MiB"},
             "migration": {"incoming": {"listen": "defer"}, "early": {"multifd-channels": 4, "downtime-limit": "500ms"},
              "capabilities": {"multifd": true}}}}
            """;

    @TempDir
    private Path folder;

    private Path binary = Path.of("/");

    private ConfigurableApplicationContext service =
            new org.springframework.context.support.GenericApplicationContext();

    private HttpCalls http = new HttpCalls(0);

    @BeforeEach
    void startService() {
        binary = RealQemu.binary();
        start();
    }

    private void start() {
        service = new SpringApplication(OutsetApplication.class)
                .run(
                        "--server.port=0",
                        "--logging.level.root=warn",
                        "--outset.run.folder=" + folder.resolve("run"),
                        "--outset.process.enabled=true",
                        "--outset.process.binaries[0].path=" + binary,
                        "--outset.reconcile.resync-interval=500ms",
                        "--outset.reconcile.first-backoff=100ms",
                        "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("outset")
                                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
                                + ";DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
        http = new HttpCalls(
                Integer.parseInt(Objects.requireNonNull(service.getEnvironment().getProperty("local.server.port"))));
    }

    @AfterEach
    void stopEverything() throws IOException {
        if (service.isActive()) {
            service.getBean(ProcessLauncher.class).stop("db-1");
            service.close();
        }
    }

    @Test
    void verifiesARealQemuAndRepairsDrift() throws IOException {
        assertThat(http.post("/api/v1/vms", BODY).status()).isEqualTo(201);
        awaitVm(vm -> isTrue(vm, "Verified"));
        JsonNode parameters = http.get("/api/v1/vms/db-1/parameters").json();
        assertThat(parameter(parameters, "multifd-channels").path("layer").asString())
                .isEqualTo("global");
        assertThat(parameter(parameters, "downtime-limit").path("observed").asInt())
                .isEqualTo(500);

        sendToMonitor("{\"execute\": \"migrate-set-parameters\", \"arguments\": {\"downtime-limit\": 7}}");

        Await.value(() -> http.get("/api/v1/vms/db-1/events").text(), text -> text.contains("DriftRepaired"));
        awaitVm(vm -> isTrue(vm, "Verified"));
        assertThat(parameter(http.get("/api/v1/vms/db-1/parameters").json(), "downtime-limit")
                        .path("observed")
                        .asInt())
                .isEqualTo(500);
    }

    @Test
    void repairsDriftCausedBySocatWithinASecond() throws IOException, InterruptedException {
        Requirements.commands("socat");
        http.post("/api/v1/vms", BODY);
        awaitVm(vm -> isTrue(vm, "Verified"));

        Instant changed = socat("{\"execute\": \"migrate-set-parameters\", \"arguments\": {\"downtime-limit\": 7}}");
        Await.value(this::repair, event -> !event.isMissingNode());

        assertThat(repair().path("message").asString()).isEqualTo("downtime-limit was 7 and is 500 again");
        // The drift is detected after at most 500 ms and repaired in the same reconciliation.
        assertThat(Instant.parse(repair().path("at").asString())).isBefore(changed.plusMillis(1500));
    }

    /** Sends a command to the monitor; returns the time of its response. */
    private Instant socat(String command) throws IOException, InterruptedException {
        Process socat =
                new ProcessBuilder("socat", "-t5", "-", "UNIX-CONNECT:" + folder.resolve("run/db-1.qmp")).start();
        Instant respondedAt;
        try (BufferedWriter input = socat.outputWriter(StandardCharsets.UTF_8);
                BufferedReader output = socat.inputReader(StandardCharsets.UTF_8)) {
            input.write("{\"execute\": \"qmp_capabilities\"}\n" + command + "\n");
            input.flush();
            for (int responses = 0; responses < 2; ) {
                String line = output.readLine();
                assertThat(line).as("a line from QEMU").isNotNull();
                responses += line.contains("\"return\"") ? 1 : 0;
            }
            respondedAt = Instant.now();
        }
        socat.waitFor();
        return respondedAt;
    }

    private JsonNode repair() {
        return http.get("/api/v1/vms/db-1/events")
                .json()
                .path("items")
                .valueStream()
                .filter(event -> event.path("reason").asString().equals("DriftRepaired"))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    @Test
    void findsQemuAfterARestartAndReplacesItAfterAKill() {
        http.post("/api/v1/vms", BODY);
        awaitVm(vm -> isTrue(vm, "Verified"));
        long qemu = pid();

        service.close();
        assertThat(ProcessHandle.of(qemu)).isPresent();
        start();
        awaitVm(vm -> isTrue(vm, "Verified"));
        assertThat(pid()).isEqualTo(qemu);
        assertThat(boot()).isEqualTo(1);

        ProcessHandle.of(qemu).orElseThrow().destroyForcibly();
        Await.value(this::boot, number -> number == 2);
        awaitVm(vm -> isTrue(vm, "Verified"));
        assertThat(pid()).isNotEqualTo(qemu);
    }

    @Test
    void stopsTheQemuOfADeletedVm() {
        http.post("/api/v1/vms", BODY);
        awaitVm(vm -> isTrue(vm, "Verified"));
        long qemu = pid();

        http.call("DELETE", "/api/v1/vms/db-1", "application/json", "", "If-Match", "*");

        Await.value(() -> http.get("/api/v1/vms/db-1").status(), status -> status == 404);
        assertThat(ProcessHandle.of(qemu)).isEmpty();
        assertThat(folder.resolve("run/db-1")).doesNotExist();
    }

    @Test
    void listsTheBinariesOfTheHost() {
        JsonNode items = http.get("/api/v1/qemu-binaries").json().path("items");

        assertThat(items.size()).isEqualTo(1);
        assertThat(items.get(0).path("path").asString()).isEqualTo(binary.toString());
        assertThat(items.get(0).path("incomingConfig").asBoolean()).isFalse();
        assertThat(items.get(0).path("migrationParameters").toString()).contains("multifd-channels");
        assertThat(items.get(0).path("differences").size()).isZero();
    }

    private long pid() {
        Long pid = new RunDirectory(folder.resolve("run"))
                .of("db-1")
                .record()
                .orElseThrow()
                .pid();
        return Objects.requireNonNull(pid);
    }

    private long boot() {
        return http.get("/api/v1/vms/db-1/boot").json().path("number").asLong();
    }

    private void sendToMonitor(String command) throws IOException {
        UnixDomainSocketAddress monitor = UnixDomainSocketAddress.of(folder.resolve("run/db-1.qmp"));
        try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.connect(monitor);
            for (String line : List.of("{\"execute\": \"qmp_capabilities\"}", command)) {
                socket.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
            }
            StringBuilder received = new StringBuilder();
            ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
            while (received.toString().split("\"return\"", -1).length < 3 && socket.read(bytes) >= 0) {
                received.append(StandardCharsets.UTF_8.decode(bytes.flip()));
                bytes.clear();
            }
        }
    }

    private static JsonNode parameter(JsonNode parameters, String name) {
        return parameters
                .path("items")
                .valueStream()
                .filter(item -> item.path("name").asString().equals(name))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private static boolean isTrue(JsonNode vm, String type) {
        return vm.path("status")
                .path("conditions")
                .valueStream()
                .anyMatch(condition -> condition.path("type").asString().equals(type)
                        && condition.path("status").asString().equals("True"));
    }

    private void awaitVm(Predicate<JsonNode> matches) {
        Await.value(() -> http.get("/api/v1/vms/db-1").json(), matches);
    }
}
