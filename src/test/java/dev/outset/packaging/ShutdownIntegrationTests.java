package dev.outset.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.Await;
import dev.outset.support.HttpCalls;
import dev.outset.support.PostgreSql;
import dev.outset.support.ServiceProcess;
import dev.outset.support.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a service completes its requests on shutdown and does not lose tasks. */
class ShutdownIntegrationTests {

    private static final int VMS = 40;

    @TempDir
    private Path folder;

    private ServiceProcess start() throws IOException {
        return ServiceProcess.start(
                folder, "--spring.datasource.url=" + TestDatabase.h2Url(folder) + ";DB_CLOSE_ON_EXIT=FALSE");
    }

    @Test
    void completesARequestInProgressOnShutdown() throws IOException {
        String log;
        try (ServiceProcess service = start();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            byte[] body = body("taken").getBytes(StandardCharsets.UTF_8);
            write(socket, """
                    POST /api/v1/vms HTTP/1.1\r
                    Host: localhost\r
                    Content-Type: application/json\r
                    Content-Length: %d\r
                    Connection: close\r
                    \r
                    """.formatted(body.length).getBytes(StandardCharsets.US_ASCII));
            write(socket, new byte[] {body[0]});
            // Sent after the incomplete request, so that one has been read when this is answered.
            assertThat(service.calls().get("/readyz").status()).isEqualTo(200);
            service.terminate();
            Await.until("the shutdown has started", () -> service.log().contains("Commencing graceful shutdown"));
            write(socket, Arrays.copyOfRange(body, 1, body.length));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 201");
            assertThat(service.awaitExit()).isEqualTo(143);
            log = service.log();
        }
        try (ServiceProcess again = start()) {
            Await.until("the VM is verified", () -> isVerified(again.calls(), "taken"));
            // Either of the two processes may have reconciled it.
            assertThat(log + again.log()).containsPattern("INFO .*\\[taken 1 [a-z-]+\\] .*AllParametersMatch: ");
        }
    }

    @Test
    void keepsQueuedAndRunningTasks() throws IOException {
        try (ServiceProcess service = start()) {
            HttpCalls calls = service.calls();
            for (int i = 0; i < VMS; i++) {
                assertThat(calls.post("/api/v1/vms", body("vm-" + i)).status()).isEqualTo(201);
            }
            service.terminate();
            assertThat(service.awaitExit()).isEqualTo(143);
            assertThat(service.log()).doesNotContain(" ERROR ");
        }
        try (ServiceProcess again = start()) {
            Await.until("no VM is unfinished", () -> unfinished(again.calls()) == 0);
        }
    }

    @Test
    void keepsRequestsAndTasksDuringARollingUpdate() throws Exception {
        String url = "--spring.datasource.url=" + PostgreSql.freshUrl();
        try (ServiceProcess before = ServiceProcess.start(folder, url);
                ServiceProcess after = ServiceProcess.start(folder, url)) {
            AtomicReference<HttpCalls> endpoint = new AtomicReference<>(before.calls());
            List<Future<Integer>> answers;
            try (ExecutorService users = Executors.newFixedThreadPool(4)) {
                answers = IntStream.range(0, 2 * VMS)
                        .mapToObj(i -> users.submit(() -> create(endpoint, before, after, i)))
                        .toList();
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(201);
            }
            assertThat(before.awaitExit()).isEqualTo(143);
            Await.until("no VM is unfinished", () -> unfinished(after.calls()) == 0);
            // No task had to wait until its worker was declared dead.
            assertThat(after.log()).doesNotContain("dead execution");
        }
    }

    /** Halfway, the old replica is removed from the endpoints and then terminated, as in Kubernetes. */
    private static int create(
            AtomicReference<HttpCalls> endpoint, ServiceProcess before, ServiceProcess after, int number) {
        HttpCalls here = endpoint.get();
        if (number == VMS) {
            endpoint.set(after.calls());
        }
        if (number == VMS + 8) {
            before.terminate();
        }
        return here.post("/api/v1/vms", body("vm-" + number)).status();
    }

    private static String body(String name) {
        return "{\"name\": \"%s\", \"spec\": {\"migration\": {\"live\": {\"downtime-limit\": 500}}}}".formatted(name);
    }

    private static void write(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    private static boolean isVerified(HttpCalls calls, String name) {
        return calls.get("/api/v1/vms?condition=Verified:True&limit=10")
                .json()
                .path("items")
                .valueStream()
                .anyMatch(vm -> vm.path("name").asString().equals(name));
    }

    private static int unfinished(HttpCalls calls) {
        return calls.get("/api/v1/vms?condition=Verified:Unknown&limit=1")
                        .json()
                        .path("items")
                        .size()
                + calls.get("/api/v1/vms?condition=Verified:False&limit=1")
                        .json()
                        .path("items")
                        .size();
    }
}
