package dev.outset.ship;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.HttpCalls;
import dev.outset.support.ServiceProcess;
import dev.outset.support.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is asked to end gives every answer that it owes, and leaves no task behind. */
class ShutdownIntegrationTests {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int VMS = 40;

    @TempDir
    private Path folder;

    private ServiceProcess start() throws IOException {
        return ServiceProcess.start(folder, "--spring.datasource.url=" + TestDatabase.h2Url(folder));
    }

    @Test
    void answersARequestThatIsUnderWayAndEndsInOrder() throws IOException {
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
            // Behind the half request, so that it has been read when this is answered.
            assertThat(service.calls().get("/readyz").status()).isEqualTo(200);
            service.terminate();
            await(() -> service.log().contains("Commencing graceful shutdown"));
            write(socket, Arrays.copyOfRange(body, 1, body.length));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 201");
            assertThat(service.awaitExit()).isEqualTo(143);
        }
        try (ServiceProcess again = start()) {
            await(() -> isVerified(again.calls(), "taken"));
            assertThat(again.log()).containsPattern("INFO .*\\[taken 1 [a-z-]+\\] .*AllParametersMatch: ");
        }
    }

    @Test
    void losesNoTaskThatWasQueuedOrRunning() throws IOException {
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
            await(() -> unfinished(again.calls()) == 0);
        }
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

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the time limit").isLessThan(deadline);
        }
    }
}
