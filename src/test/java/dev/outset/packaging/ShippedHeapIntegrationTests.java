package dev.outset.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.Await;
import dev.outset.support.HostileLoad;
import dev.outset.support.HttpCalls;
import dev.outset.support.ServiceProcess;
import dev.outset.support.ShippedJava;
import dev.outset.support.SlowClient;
import dev.outset.support.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that neither requests nor stored data make the service run out of memory with the heap and Java options of the
 * image, with which it exits at the first OutOfMemoryError.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShippedHeapIntegrationTests {

    private static final String KEY = "bootstrap-key-of-the-heap-0123456789";

    private static final String CREDENTIAL = "X-API-Key: " + KEY + "\r\n";

    private static final Duration DURATION = Duration.ofSeconds(8);

    private static final int CLIENTS = 10;

    private static final Pattern USED = Pattern.compile("jvm_memory_used_bytes\\{[^}]*area=\"heap\"[^}]*} ([0-9.E+]+)");

    private ServiceProcess service;

    private HttpCalls http;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        service = ServiceProcess.startWith(
                ShippedJava.options(),
                folder,
                "--spring.datasource.url=" + TestDatabase.h2Url(folder),
                "--outset.access.bootstrap-key=" + KEY);
        http = service.calls();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    /** Repeats a call from several clients for some time; any outcome except an internal error is accepted. */
    private void repeatedly(Supplier<HttpCalls.Answer> call) throws Exception {
        long end = System.nanoTime() + DURATION.toNanos();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(() -> {
                    while (System.nanoTime() < end) {
                        try {
                            assertThat(call.get().status()).isNotEqualTo(500);
                        } catch (UncheckedIOException refused) {
                            assertThat(service.isAlive()).isTrue();
                        }
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        assertAlive();
    }

    private HttpCalls.Answer get(String path) {
        return http.get(path, "X-API-Key", KEY);
    }

    private HttpCalls.Answer post(String path, String body) {
        return http.post(path, body, "X-API-Key", KEY);
    }

    private void assertAlive() throws IOException {
        assertThat(service.isAlive()).as(service::log).isTrue();
        // Requests in progress must release their memory first.
        Await.until("the service responds", () -> get("/api/v1/vms?limit=1").status() == 200);
        double half = ShippedJava.heapMegabytes() / 2.0;
        Await.until("half of the heap is free", () -> heapAfterCollection() < half);
        assertThat(service.log()).doesNotContain("OutOfMemoryError");
    }

    private double heapAfterCollection() {
        try {
            new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(service.pid()),
                            "GC.run")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
        return heapInUse();
    }

    private double heapInUse() {
        Matcher matcher = USED.matcher(get("/actuator/prometheus").text());
        double bytes = 0;
        while (matcher.find()) {
            bytes += Double.parseDouble(matcher.group(1));
        }
        assertThat(bytes).isPositive();
        return bytes / (1 << 20);
    }

    @Test
    void survivesBatchesWithManyViolations() throws Exception {
        String batch = HostileLoad.batchWithManyViolations();
        HttpCalls.Answer answer = post("/api/v1/vms/batches", batch);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text().length()).isLessThan(1 << 20);
        assertThat(answer.json().get("items")).hasSize(930);
        assertThat(answer.text()).contains("more violations");
        repeatedly(() -> post("/api/v1/vms/batches", batch));
    }

    @Test
    void listsLargeVmsPageByPage() throws Exception {
        for (int i = 0; i < 60; i++) {
            HttpCalls.Answer stored = post("/api/v1/vms", HostileLoad.largeVm("large-" + i));
            assertThat(stored.status()).as(stored.text()).isEqualTo(201);
        }
        int seen = 0;
        String cursor = "";
        do {
            HttpCalls.Answer page = get("/api/v1/vms?limit=500" + cursor);
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.text().length()).isLessThan(2 << 20);
            seen += (int) page.json()
                    .get("items")
                    .valueStream()
                    .filter(vm -> vm.get("name").asString().startsWith("large-"))
                    .count();
            cursor = page.json().has("nextCursor")
                    ? "&cursor=" + page.json().get("nextCursor").asString()
                    : "";
        } while (!cursor.isEmpty());

        assertThat(seen).isEqualTo(60);
        repeatedly(() -> get("/api/v1/vms"));
        repeatedly(() -> get("/api/v1/vms?limit=500"));
        repeatedly(() -> get("/api/v1/audit?limit=500"));
        repeatedly(() -> get("/api/v1/events?limit=500"));
    }

    @Test
    void survivesLargeSimulations() throws Exception {
        String tokens = HostileLoad.manyTokens();
        repeatedly(() -> post("/api/v1/simulations", tokens));
        String longest = HostileLoad.longSimulation();
        repeatedly(() -> post("/api/v1/simulations", longest));
    }

    @Test
    void survivesConnectionsWithoutACredential() throws Exception {
        List<SlowClient> clients = new ArrayList<>();
        IntStream.range(0, 3000)
                .forEach(i -> clients.add(
                        i % 2 == 0
                                ? SlowClient.sender(service.port(), "/api/v1/imports", "")
                                : SlowClient.idle(service.port()).send("GET / HTTP/1.1\r\nX-Slow: a")));

        assertThat(service.isAlive()).as(service::log).isTrue();
        assertThat(get("/api/v1/vms?limit=1").status()).isEqualTo(200);
        assertThat(http.get("/readyz").status()).isEqualTo(200);
        clients.forEach(SlowClient::close);
        assertAlive();
    }

    @Test
    void survivesClientsThatDoNotReadResponses() throws Exception {
        List<SlowClient> clients = new ArrayList<>();
        post("/api/v1/vms", HostileLoad.largeVm("unread"));
        IntStream.range(0, 200)
                .forEach(i -> clients.add(SlowClient.reader(service.port(), "/api/v1/vms/unread", CREDENTIAL, 5)));

        assertThat(service.isAlive()).isTrue();
        assertThat(http.get("/readyz").status()).isEqualTo(200);
        clients.forEach(SlowClient::close);
        assertAlive();
    }
}
