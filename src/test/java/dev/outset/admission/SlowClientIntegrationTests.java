package dev.outset.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.admission.connection.ConnectionLimiter;
import dev.outset.admission.limit.ConcurrencyLimiter;
import dev.outset.support.Await;
import dev.outset.support.HttpCalls;
import dev.outset.support.SlowClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * A service with authentication and 32 connections, and clients that send and read as slowly as possible. Two requests
 * are processed at a time; a request may take four seconds, and reading its response another five.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:slow;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                    + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH",
            "outset.access.bootstrap-key=" + SlowClientIntegrationTests.KEY,
            "outset.admission.max-active-requests=2",
            "outset.admission.request-time=4s",
            "outset.admission.anonymous-idle-time=2s",
            "server.tomcat.max-connections=32"
        })
class SlowClientIntegrationTests {

    static final String KEY = "bootstrap-key-of-slow-clients-0123456789";

    private static final String CREDENTIAL = "X-API-Key: " + KEY + "\r\n";

    private static final int SLOW = 6;

    private static final String BUNDLE = "/swagger-ui/swagger-ui-bundle.js";

    @LocalServerPort
    private int port;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private ConcurrencyLimiter permits;

    @Autowired
    private ConnectionLimiter connections;

    private final List<SlowClient> clients = new ArrayList<>();

    @AfterEach
    void closeAll() {
        clients.forEach(SlowClient::close);
        Await.until("no request is active", () -> activeRequests() == 0);
    }

    private void open(int count, Supplier<SlowClient> client) {
        IntStream.range(0, count).forEach(i -> clients.add(client.get()));
    }

    private int activeRequests() {
        return (int) meters.get("outset.admission.requests").gauge().value();
    }

    private void assertOtherClientsAreServed() {
        HttpCalls http = new HttpCalls(port);
        assertThat(http.get("/api/v1/vms?limit=1", "X-API-Key", KEY).status()).isEqualTo(200);
        assertThat(http.get("/readyz").status()).isEqualTo(200);
        assertThat(http.get("/").status()).isEqualTo(200);
    }

    @Test
    void slowSendersHoldNoPermit() {
        open(SLOW, () -> SlowClient.sender(port, "/api/v1/imports", CREDENTIAL));
        Await.until("all slow requests are active", () -> activeRequests() == SLOW);

        assertThat(permits.acquired()).isZero();
        assertOtherClientsAreServed();
        assertThat(activeRequests()).isGreaterThanOrEqualTo(SLOW);
    }

    @Test
    void slowReadersOfFilesHoldNoPermitAndAreDisconnected() {
        open(SLOW, () -> SlowClient.reader(port, BUNDLE, "", 12));
        Await.until("all slow requests are active", () -> activeRequests() == SLOW);

        assertThat(permits.acquired()).isZero();
        assertOtherClientsAreServed();
        Await.until("no request is active", () -> activeRequests() == 0);
        assertThat(clients).allSatisfy(client -> Await.until("the connection is closed", () -> !client.trySendByte()));
    }

    @Test
    void slowReadersOfResponsesHoldNoPermit() {
        String large = IntStream.range(0, 60)
                .mapToObj(i -> "\"virtio-net-pci.a%d\": \"%s\"".formatted(i, "x".repeat(13_000)))
                .collect(Collectors.joining(","));
        HttpCalls http = new HttpCalls(port);
        HttpCalls.Answer stored = http.post(
                "/api/v1/vms",
                "{\"name\": \"large\", \"spec\": {\"power\": \"Off\", \"machine\": {\"globals\": {" + large + "}}}}",
                "X-API-Key",
                KEY);
        assertThat(stored.status()).as(stored.text()).isEqualTo(201);
        open(SLOW, () -> SlowClient.reader(port, "/api/v1/vms/large", CREDENTIAL, 12));
        Await.until("all slow requests are active", () -> activeRequests() == SLOW && permits.acquired() == 0);

        assertOtherClientsAreServed();
        assertThat(meters.get("outset.admission.response.bytes").gauge().value())
                .isPositive();
        closeAll();
        assertThat(meters.get("outset.admission.response.bytes").gauge().value())
                .isZero();
    }

    @Test
    void respondsToARejectedSenderWithAnEndlessBody() {
        SlowClient sender = SlowClient.sender(port, "/api/v1/imports", "");
        clients.add(sender);

        assertThat(sender.readToEnd()).startsWith("HTTP/1.1 401");
    }

    @Test
    void closesConnectionsWithASlowRequestHead() {
        SlowClient head = SlowClient.idle(port).send("GET / HTTP/1.1\r\nX-Slow:");
        clients.add(head);

        Await.until("the expected number of requests", () -> !head.trySendByte());
    }

    /** Each new connection evicts the one that has been idle longest, but never one with an admitted request. */
    @Test
    void idleConnectionsDoNotLockOutClients() throws Exception {
        HttpCalls known = new HttpCalls(port);
        assertThat(known.get("/api/v1/whoami", "X-API-Key", KEY).status()).isEqualTo(200);
        double evicted = connections.evicted();
        open(100, () -> SlowClient.idle(port));
        Await.until("the expected number of requests", () -> connections.evicted() - evicted >= 60);

        assertThat(connections.open()).isLessThanOrEqualTo(32);
        assertOtherClientsAreServed();
        assertThat(known.get("/api/v1/whoami", "X-API-Key", KEY).status()).isEqualTo(200);
    }

    @Test
    void servesTheSameOpenApiDocumentToConcurrentClients() throws Exception {
        HttpCalls http = new HttpCalls(port);
        try (ExecutorService users = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpCalls.Answer>> answers = IntStream.range(0, 8)
                    .mapToObj(i -> users.submit(() -> http.get("/v3/api-docs")))
                    .toList();
            assertOtherClientsAreServed();
            String first = answers.getFirst().get().text();
            assertThat(first).contains("\"openapi\"");
            for (Future<HttpCalls.Answer> answer : answers) {
                assertThat(answer.get().status()).isEqualTo(200);
                assertThat(answer.get().text()).isEqualTo(first);
            }
        }
    }
}
