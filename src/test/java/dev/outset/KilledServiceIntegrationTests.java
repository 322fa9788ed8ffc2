package dev.outset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.Await;
import dev.outset.support.HttpCalls;
import dev.outset.support.ServiceProcess;
import dev.outset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the service with SIGKILL during writes, and checks that acknowledged writes survive the restart. */
class KilledServiceIntegrationTests {

    private static final int KILLS = 3;

    private static final int WRITERS = 4;

    @TempDir
    private Path folder;

    /** The label value of the last acknowledged write, by VM name. */
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    @Test
    void keepsAcknowledgedWritesAndConvergesAfterKills() throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20260101);
        for (int round = 0; round < KILLS; round++) {
            try (ServiceProcess service = start()) {
                writeUntilKilled(service, round, acknowledged.size() + WRITERS + random.nextInt(1, 100));
            }
        }
        assertThat(acknowledged).hasSizeGreaterThan(KILLS * WRITERS);
        try (ServiceProcess service = start()) {
            acknowledged.forEach((name, label) -> assertKept(service.calls(), name, label));
            awaitConvergence(service.calls());
        }
    }

    private ServiceProcess start() throws IOException {
        return ServiceProcess.start(folder, "--spring.datasource.url=" + TestDatabase.h2Url(folder));
    }

    private void writeUntilKilled(ServiceProcess service, int round, int vms) {
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            for (int writer = 0; writer < WRITERS; writer++) {
                String prefix = "r" + round + "-w" + writer + "-";
                writers.execute(() -> write(service.calls(), prefix));
            }
            Await.value(acknowledged::size, size -> size >= vms);
            service.kill();
        }
    }

    /** Creates VMs and updates each once, until the service is killed. */
    private void write(HttpCalls calls, String prefix) {
        try {
            for (int i = 0; ; i++) {
                String name = prefix + i;
                HttpCalls.Answer created = calls.post("/api/v1/vms", """
                        {"name": "%s", "labels": {"v": "1"}, "spec": {"migration": {"live": {"downtime-limit": 500}}}}""".formatted(name));
                assertThat(created.status()).as(created.text()).isEqualTo(201);
                acknowledged.put(name, "1");
                HttpCalls.Answer patched = calls.call(
                        "PATCH",
                        "/api/v1/vms/" + name,
                        "application/merge-patch+json",
                        "{\"labels\": {\"v\": \"2\"}}",
                        "If-Match",
                        created.header("ETag"));
                assertThat(patched.status()).as(patched.text()).isEqualTo(200);
                acknowledged.put(name, "2");
            }
        } catch (IllegalStateException killed) {
            // The connection broke during a call, as intended; only acknowledged writes count.
            return;
        }
    }

    private static void assertKept(HttpCalls calls, String name, String label) {
        HttpCalls.Answer found = calls.get("/api/v1/vms/" + name);
        assertThat(found.status()).as(name).isEqualTo(200);
        String kept = found.json().path("labels").path("v").asString();
        // A write may have been committed without being acknowledged.
        assertThat(kept).as(name).isGreaterThanOrEqualTo(label);
    }

    private static void awaitConvergence(HttpCalls calls) {
        Await.value(
                () -> calls.get("/api/v1/vms?condition=Verified:Unknown&limit=1")
                        .json(),
                unknown -> unknown.path("items").isEmpty());
        assertThat(calls.get("/api/v1/vms?condition=Verified:False&limit=1")
                        .json()
                        .path("items"))
                .isEmpty();
    }
}
