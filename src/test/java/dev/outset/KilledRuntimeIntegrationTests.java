package dev.outset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.Await;
import dev.outset.support.HttpCalls;
import dev.outset.support.RealQemu;
import dev.outset.support.ServiceProcess;
import dev.outset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Kills the service and its QEMU with SIGKILL, in either order. */
class KilledRuntimeIntegrationTests {

    private static final String BODY = """
            {"name": "db-1", "spec": {"runtime": "process", "qemu": {"version": "7.2"}, "memory": {"size": "64MiB"},
             "migration": {"incoming": {"listen": "defer"}, "early": {"multifd-channels": 4, "downtime-limit": "500ms"},
              "capabilities": {"multifd": true}}}}
            """;

    @TempDir
    private Path folder;

    private Path binary = Path.of("/");

    @BeforeEach
    void findQemu() {
        binary = RealQemu.binary();
    }

    @AfterEach
    void killQemu() throws IOException {
        if (Files.exists(record())) {
            ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private ServiceProcess start() throws IOException {
        return ServiceProcess.start(
                folder,
                "--spring.datasource.url=" + TestDatabase.h2Url(folder),
                "--outset.run.folder=" + folder.resolve("run"),
                "--outset.process.enabled=true",
                "--outset.process.binaries[0].path=" + binary,
                "--outset.process.binaries[0].version=7.2",
                "--outset.reconcile.resync-interval=200ms",
                "--outset.reconcile.first-backoff=100ms");
    }

    @Test
    void recoversInEitherOrder() throws IOException {
        long first;
        try (ServiceProcess service = start()) {
            assertThat(service.calls().post("/api/v1/vms", BODY).status()).isEqualTo(201);
            await(service, () -> isVerified(service.calls(), 1));
            first = pid();
        }
        assertThat(isAlive(first)).as("the QEMU outlives its service").isTrue();

        try (ServiceProcess service = start()) {
            await(service, () -> isVerified(service.calls(), 1));
            assertThat(pid()).isEqualTo(first);

            kill(first);
            await(service, () -> isVerified(service.calls(), 2));
            assertReportsExit(service, 1);
            kill(pid());
        }

        try (ServiceProcess service = start()) {
            await(service, () -> isVerified(service.calls(), 3));
        }
        kill(pid());

        try (ServiceProcess service = start()) {
            await(service, () -> isVerified(service.calls(), 4));
            assertReportsExit(service, 3);
            remove(service);
        }
    }

    /** Of a QEMU that is not a child of the service, Linux reports the status only until init has reaped it. */
    private static void assertReportsExit(ServiceProcess service, int boot) {
        assertThat(events(service.calls()))
                .containsPattern("Boot " + boot + " (exited while it was not monitored|was killed by signal 9)")
                .doesNotContain("status -1");
    }

    private static String events(HttpCalls http) {
        return http.get("/api/v1/vms/db-1/events").text();
    }

    private static boolean isVerified(HttpCalls http, int boot) {
        HttpCalls.Answer vm = http.get("/api/v1/vms/db-1");
        return vm.status() == 200
                && vm.json()
                        .path("status")
                        .path("conditions")
                        .valueStream()
                        .anyMatch(each -> each.path("type").asString().equals("Verified")
                                && each.path("status").asString().equals("True"))
                && http.get("/api/v1/vms/db-1/boot").json().path("number").asInt() == boot;
    }

    private void remove(ServiceProcess service) {
        service.calls().delete("/api/v1/vms/db-1", "If-Match", "*");
        await(service, () -> service.calls().get("/api/v1/vms/db-1").status() == 404);
        assertThat(folder.resolve("run/db-1")).doesNotExist();
        assertThat(folder.resolve("run/db-1.qmp")).doesNotExist();
    }

    private Path record() {
        return folder.resolve("run/db-1/record.json");
    }

    private long pid() throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(record()))
                .path("pid")
                .asLong();
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    private static void await(ServiceProcess service, BooleanSupplier condition) {
        Await.until(() -> events(service.calls()) + "\n" + service.log(), condition);
    }
}
