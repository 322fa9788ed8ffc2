package dev.outset.admission;

import static dev.outset.admission.RequestBuilder.SETTINGS;
import static dev.outset.admission.RequestBuilder.bytes;
import static dev.outset.admission.RequestBuilder.send;
import static dev.outset.admission.RequestBuilder.settings;
import static dev.outset.admission.RequestBuilder.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.admission.limit.ClientIdentifier;
import dev.outset.admission.limit.Deadline;
import dev.outset.admission.limit.OverloadException;
import dev.outset.admission.limit.RateLimiter;
import dev.outset.admission.limit.RejectionWriter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.FilterChain;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two requests have a place, 1024 bytes of bodies, and one second; an address may come three times at once. */
class RateLimitFilterTests {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final AtomicLong nanos = new AtomicLong();

    private final ClientIdentifier callers = new ClientIdentifier(SETTINGS.maxSubjects());

    private final RejectionWriter refusals = new RejectionWriter(meters);

    private final RateLimitFilter crowd = new RateLimitFilter(
            SETTINGS,
            callers,
            new RateLimiter(SETTINGS, new SettableTime(nanos)),
            bytes(1024, refusals),
            refusals,
            nanos::get);

    private final AtomicInteger served = new AtomicInteger();

    private final AtomicInteger addresses = new AtomicInteger();

    /** A request of somebody else, each time: nobody comes too often or holds too many places. */
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

    /** Sends a further request from within one. */
    private FilterChain andThen(MockHttpServletRequest next, FilterChain chain, MockHttpServletResponse[] answer) {
        return (request, response) -> answer[0] = send(crowd, next, chain);
    }

    private void serve(Object request, Object response) {
        served.incrementAndGet();
    }

    @Test
    void letsInAsManyAsThereArePlacesAndTellsTheNextOneAtOnce() {
        MockHttpServletResponse[] second = new MockHttpServletResponse[1];
        MockHttpServletResponse[] third = new MockHttpServletResponse[1];

        send(crowd, get("/a"), andThen(get("/b"), andThen(get("/c"), this::serve, third), second));

        assertThat(served).hasValue(0);
        assertThat(second[0].getStatus()).isEqualTo(200);
        assertThat(third[0].getStatus()).isEqualTo(503);
        assertThat(third[0].getHeader("Retry-After")).isEqualTo("1");
        assertThat(third[0].getContentType()).isEqualTo("application/problem+json");
        JsonNode problem = JsonMapper.shared().readTree(third[0].getContentAsByteArray());
        assertThat(problem.get("detail").asString()).contains("2 requests");
        assertThat(problem.get("action").asString()).contains("outset.gate.max-requests-at-once");
        assertThat(meters.counter("outset.gate.refused", "reason", "busy").count())
                .isEqualTo(1);
    }

    @Test
    void refusesWhoComesTooOftenBeforeTheyAreAskedWhoTheyAre() {
        for (int i = 0; i < 3; i++) {
            send(crowd, from("192.0.2.1", RequestBuilder.get("/a")), this::serve);
        }

        MockHttpServletResponse fourth = send(crowd, from("192.0.2.1", RequestBuilder.get("/a")), this::serve);

        assertThat(served).hasValue(3);
        assertThat(fourth.getStatus()).isEqualTo(429);
        assertThat(fourth.getHeader("Retry-After")).isEqualTo("1");
        assertThat(meters.counter("outset.gate.refused", "reason", "too-many-requests")
                        .count())
                .isEqualTo(1);
        assertThat(send(crowd, from("192.0.2.2", RequestBuilder.get("/a")), this::serve)
                        .getStatus())
                .isEqualTo(200);
    }

    @Test
    void answersProbesFromAnAddressThatComesTooOften() {
        for (int i = 0; i < 4; i++) {
            send(crowd, from("192.0.2.1", RequestBuilder.get("/a")), this::serve);
        }

        assertThat(send(crowd, from("192.0.2.1", RequestBuilder.get("/livez")), this::serve)
                        .getStatus())
                .isEqualTo(200);
    }

    @Test
    void countsWhoHasLoggedInApartFromTheirAddress() {
        callers.remember(withKey("good"), "subject alice");
        for (int i = 0; i < 4; i++) {
            send(crowd, withKey("guess " + i), this::serve);
        }

        assertThat(send(crowd, withKey("guess 5"), this::serve).getStatus()).isEqualTo(429);
        assertThat(send(crowd, withKey("good"), this::serve).getStatus()).isEqualTo(200);
    }

    private static MockHttpServletRequest withKey(String key) {
        MockHttpServletRequest request = from("192.0.2.1", RequestBuilder.get("/a"));
        request.addHeader("X-API-Key", key);
        return request;
    }

    @Test
    void keepsAPlaceFromWhoHoldsMoreThanAreFree() throws Exception {
        RateLimitFilter three = new RateLimitFilter(
                settings(3),
                callers,
                new RateLimiter(settings(3), new SettableTime(nanos)),
                bytes(1024, refusals),
                refusals,
                nanos::get);
        MockHttpServletResponse[] answers = new MockHttpServletResponse[2];

        send(
                three,
                from("192.0.2.1", RequestBuilder.get("/a")),
                (first, response) -> send(three, from("192.0.2.1", RequestBuilder.get("/b")), (second, same) -> {
                    answers[0] = send(three, from("192.0.2.1", RequestBuilder.get("/c")), this::serve);
                    answers[1] = send(three, from("192.0.2.2", RequestBuilder.get("/c")), this::serve);
                }));

        assertThat(answers[0].getStatus()).isEqualTo(429);
        assertThat(answers[0].getHeader("Retry-After")).isEqualTo("1");
        assertThat(answers[0].getContentAsString()).contains("outset.gate.max-requests-at-once");
        assertThat(answers[1].getStatus()).isEqualTo(200);
        assertThat(served).hasValue(1);
    }

    @Test
    void givesThePlaceBackAlsoAfterAFailure() {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> send(crowd, get("/a"), (request, response) -> {
                        throw new IllegalStateException("broken");
                    }))
                    .hasMessage("broken");
        }

        assertThat(crowd.inside()).isZero();
    }

    @Test
    void countsNeitherProbesNorStreams() {
        MockHttpServletResponse[] second = new MockHttpServletResponse[1];
        MockHttpServletResponse[] third = new MockHttpServletResponse[1];
        FilterChain full = andThen(
                get("/b"),
                (request, response) -> {
                    third[0] = send(crowd, from("192.0.2.9", stream()), this::serve);
                    send(crowd, get("/livez"), this::serve);
                    send(crowd, get("/readyz"), this::serve);
                },
                second);

        send(crowd, get("/a"), full);

        assertThat(third[0].getStatus()).isEqualTo(200);
        assertThat(served).hasValue(3);
    }

    @Test
    void holdsAsManyBytesAsAllowedAndGivesThemBack() {
        for (int i = 0; i < 3; i++) {
            send(crowd, post("x".repeat(1024)), RateLimitFilterTests::read);
        }
        assertThatThrownBy(() -> send(crowd, post("x".repeat(1025)), RateLimitFilterTests::read))
                .isInstanceOfSatisfying(OverloadException.class, away -> {
                    assertThat(away.refusal().answer().getStatusCode().value()).isEqualTo(503);
                    assertThat(away.refusal().action()).contains("outset.gate.max-body-bytes-at-once");
                });
        send(crowd, post("x".repeat(1024)), RateLimitFilterTests::read);
    }

    @Test
    void readsABodyOnlyInTime() {
        nanos.set(0);
        send(crowd, post("in time"), (request, response) -> {
            nanos.addAndGet(999_999_999L);
            read(request, response);
            Deadline.check();
        });

        assertThatThrownBy(() -> send(crowd, post("late"), (request, response) -> {
                    nanos.addAndGet(1_000_000_000L);
                    read(request, response);
                }))
                .isInstanceOfSatisfying(
                        OverloadException.class,
                        away -> assertThat(away.refusal().action()).contains("outset.gate.request-time"));
        assertThatThrownBy(() -> send(crowd, get("/late"), (request, response) -> {
                    nanos.addAndGet(1_000_000_000L);
                    Deadline.check();
                }))
                .isInstanceOf(OverloadException.class);
        Deadline.check();
    }

    @Test
    void refusesWhatCannotBeRead() {
        MockHttpServletRequest zipped = post("zip");
        zipped.addHeader("Content-Encoding", "gzip");

        assertThat(send(crowd, zipped, this::serve).getStatus()).isEqualTo(415);
        assertThat(served).hasValue(0);
    }

    private static void read(jakarta.servlet.ServletRequest request, jakarta.servlet.ServletResponse response)
            throws java.io.IOException {
        request.getInputStream().readAllBytes();
    }
}
