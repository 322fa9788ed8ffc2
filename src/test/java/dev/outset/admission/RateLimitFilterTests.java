package dev.outset.admission;

import static dev.outset.admission.RequestBuilder.SETTINGS;
import static dev.outset.admission.RequestBuilder.send;
import static dev.outset.admission.RequestBuilder.settings;
import static dev.outset.admission.RequestBuilder.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.admission.limit.ClientIdentifier;
import dev.outset.admission.limit.Deadline;
import dev.outset.admission.limit.RateLimiter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.FilterChain;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two concurrent requests, 1024 bytes of bodies, one second per request, and a burst of three requests per address. */
class RateLimitFilterTests {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final AtomicLong nanos = new AtomicLong();

    private final ClientIdentifier clients = new ClientIdentifier(SETTINGS.maxClients());

    private final RateLimitFilter filter = new RateLimitFilter(
            SETTINGS, 1024, clients, new RateLimiter(SETTINGS, meters, new SettableTime(nanos)), meters, nanos::get);

    private final AtomicInteger served = new AtomicInteger();

    private final AtomicInteger addresses = new AtomicInteger();

    /** A request from a different address each time, so that limits per client do not apply. */
    private MockHttpServletRequest get(String path) {
        return from("192.0.2." + addresses.incrementAndGet(), RequestBuilder.get(path));
    }

    private MockHttpServletRequest post(String body) {
        return from("192.0.2." + addresses.incrementAndGet(), RequestBuilder.post(body));
    }

    private static MockHttpServletRequest from(String address, MockHttpServletRequest request) {
        request.setRemoteAddr(address);
        return request;
    }

    /** Sends another request during a request. */
    private FilterChain andThen(MockHttpServletRequest next, FilterChain chain, MockHttpServletResponse[] result) {
        return (request, response) -> result[0] = send(filter, next, chain);
    }

    private void serve(Object request, Object response) {
        served.incrementAndGet();
    }

    @Test
    void limitsConcurrentRequests() {
        MockHttpServletResponse[] second = new MockHttpServletResponse[1];
        MockHttpServletResponse[] third = new MockHttpServletResponse[1];

        send(filter, get("/a"), andThen(get("/b"), andThen(get("/c"), this::serve, third), second));

        assertThat(served).hasValue(0);
        assertThat(second[0].getStatus()).isEqualTo(200);
        assertThat(third[0].getStatus()).isEqualTo(503);
        assertThat(third[0].getHeader("Retry-After")).isEqualTo("1");
        assertThat(third[0].getContentType()).isEqualTo("application/problem+json");
        JsonNode problem = JsonMapper.shared().readTree(third[0].getContentAsByteArray());
        assertThat(problem.get("detail").asString()).contains("2 concurrent requests");
        assertThat(problem.get("action").asString()).contains("outset.admission.max-requests");
        assertThat(meters.counter("outset.admission.rejected", "reason", "busy").count())
                .isEqualTo(1);
    }

    @Test
    void limitsTheRequestRateBeforeAuthentication() {
        for (int i = 0; i < 3; i++) {
            send(filter, from("192.0.2.1", RequestBuilder.get("/a")), this::serve);
        }

        MockHttpServletResponse fourth = send(filter, from("192.0.2.1", RequestBuilder.get("/a")), this::serve);

        assertThat(served).hasValue(3);
        assertThat(fourth.getStatus()).isEqualTo(429);
        assertThat(fourth.getHeader("Retry-After")).isEqualTo("1");
        assertThat(meters.counter("outset.admission.rejected", "reason", "too-many-requests")
                        .count())
                .isEqualTo(1);
        assertThat(send(filter, from("192.0.2.2", RequestBuilder.get("/a")), this::serve)
                        .getStatus())
                .isEqualTo(200);
    }

    @Test
    void answersProbesFromAnAddressOverItsRate() {
        for (int i = 0; i < 4; i++) {
            send(filter, from("192.0.2.1", RequestBuilder.get("/a")), this::serve);
        }

        assertThat(send(filter, from("192.0.2.1", RequestBuilder.get("/livez")), this::serve)
                        .getStatus())
                .isEqualTo(200);
    }

    @Test
    void countsAuthenticatedClientsSeparatelyFromTheirAddress() {
        clients.remember(withKey("good"), "subject alice");
        for (int i = 0; i < 4; i++) {
            send(filter, withKey("guess " + i), this::serve);
        }

        assertThat(send(filter, withKey("guess 5"), this::serve).getStatus()).isEqualTo(429);
        assertThat(send(filter, withKey("good"), this::serve).getStatus()).isEqualTo(200);
    }

    private static MockHttpServletRequest withKey(String key) {
        MockHttpServletRequest request = from("192.0.2.1", RequestBuilder.get("/a"));
        request.addHeader("X-API-Key", key);
        return request;
    }

    @Test
    void rejectsAClientThatHoldsMoreSlotsThanAreFree() throws Exception {
        RateLimitFilter three = new RateLimitFilter(
                settings(3),
                1024,
                clients,
                new RateLimiter(settings(3), meters, new SettableTime(nanos)),
                meters,
                nanos::get);
        MockHttpServletResponse[] results = new MockHttpServletResponse[2];

        send(
                three,
                from("192.0.2.1", RequestBuilder.get("/a")),
                (first, response) -> send(three, from("192.0.2.1", RequestBuilder.get("/b")), (second, same) -> {
                    results[0] = send(three, from("192.0.2.1", RequestBuilder.get("/c")), this::serve);
                    results[1] = send(three, from("192.0.2.2", RequestBuilder.get("/c")), this::serve);
                }));

        assertThat(results[0].getStatus()).isEqualTo(429);
        assertThat(results[0].getHeader("Retry-After")).isEqualTo("1");
        assertThat(results[0].getContentAsString()).contains("outset.admission.max-requests");
        assertThat(results[1].getStatus()).isEqualTo(200);
        assertThat(served).hasValue(1);
    }

    @Test
    void releasesTheSlotAfterAFailure() {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> send(filter, get("/a"), (request, response) -> {
                        throw new IllegalStateException("broken");
                    }))
                    .hasMessage("broken");
        }

        assertThat(meters.get("outset.admission.requests").gauge().value()).isZero();
    }

    @Test
    void doesNotLimitProbesAndStreams() {
        MockHttpServletResponse[] second = new MockHttpServletResponse[1];
        MockHttpServletResponse[] third = new MockHttpServletResponse[1];
        FilterChain full = andThen(
                get("/b"),
                (request, response) -> {
                    third[0] = send(filter, from("192.0.2.9", stream()), this::serve);
                    send(filter, get("/livez"), this::serve);
                    send(filter, get("/readyz"), this::serve);
                },
                second);

        send(filter, get("/a"), full);

        assertThat(third[0].getStatus()).isEqualTo(200);
        assertThat(served).hasValue(3);
    }

    @Test
    void limitsAndReleasesTheBytesOfBodies() {
        for (int i = 0; i < 3; i++) {
            send(filter, post("x".repeat(1024)), RateLimitFilterTests::read);
        }
        MockHttpServletResponse rejected = send(filter, post("x".repeat(1025)), RateLimitFilterTests::read);

        assertThat(rejected.getStatus()).isEqualTo(503);
        assertThat(rejected.getHeader("Retry-After")).isEqualTo("1");
        assertThat(text(rejected)).contains("outset.admission.max-body-bytes");
        assertThat(send(filter, post("x".repeat(1024)), RateLimitFilterTests::read)
                        .getStatus())
                .isEqualTo(200);
    }

    @Test
    void rejectsABodyAfterTheDeadline() {
        nanos.set(0);
        send(filter, post("in time"), (request, response) -> {
            nanos.addAndGet(999_999_999L);
            read(request, response);
            Deadline.check();
        });

        MockHttpServletResponse lateBody = send(filter, post("late"), (request, response) -> {
            nanos.addAndGet(1_000_000_000L);
            read(request, response);
        });
        MockHttpServletResponse lateWork = send(filter, get("/late"), (request, response) -> {
            nanos.addAndGet(1_000_000_000L);
            Deadline.check();
        });

        assertThat(lateBody.getStatus()).isEqualTo(503);
        assertThat(text(lateBody)).contains("outset.admission.request-time");
        assertThat(lateWork.getStatus()).isEqualTo(503);
        Deadline.check();
    }

    @Test
    void rejectsMalformedRequests() {
        MockHttpServletRequest zipped = post("zip");
        zipped.addHeader("Content-Encoding", "gzip");

        assertThat(send(filter, zipped, this::serve).getStatus()).isEqualTo(415);
        assertThat(served).hasValue(0);
    }

    private static String text(MockHttpServletResponse response) {
        return new String(response.getContentAsByteArray(), StandardCharsets.UTF_8);
    }

    private static void read(jakarta.servlet.ServletRequest request, jakarta.servlet.ServletResponse response)
            throws java.io.IOException {
        request.getInputStream().readAllBytes();
    }
}
