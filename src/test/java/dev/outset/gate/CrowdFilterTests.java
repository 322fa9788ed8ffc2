package dev.outset.gate;

import static dev.outset.gate.RequestBuilder.SETTINGS;
import static dev.outset.gate.RequestBuilder.get;
import static dev.outset.gate.RequestBuilder.post;
import static dev.outset.gate.RequestBuilder.send;
import static dev.outset.gate.RequestBuilder.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.FilterChain;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two requests have a place, 1024 bytes of bodies, and one second. */
class CrowdFilterTests {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final AtomicLong nanos = new AtomicLong();

    private final CrowdFilter crowd = new CrowdFilter(SETTINGS, new Refusals(meters), nanos::get);

    private final AtomicInteger served = new AtomicInteger();

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
                    third[0] = send(crowd, stream(), this::serve);
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
            send(crowd, post("x".repeat(1024)), CrowdFilterTests::read);
        }
        assertThatThrownBy(() -> send(crowd, post("x".repeat(1025)), CrowdFilterTests::read))
                .isInstanceOfSatisfying(TurnedAwayException.class, away -> {
                    assertThat(away.refusal().answer().getStatusCode().value()).isEqualTo(503);
                    assertThat(away.refusal().action()).contains("outset.gate.max-body-bytes-at-once");
                });
        send(crowd, post("x".repeat(1024)), CrowdFilterTests::read);
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
                        TurnedAwayException.class,
                        away -> assertThat(away.refusal().action()).contains("outset.gate.request-time"));
        assertThatThrownBy(() -> send(crowd, get("/late"), (request, response) -> {
                    nanos.addAndGet(1_000_000_000L);
                    Deadline.check();
                }))
                .isInstanceOf(TurnedAwayException.class);
        Deadline.check();
    }

    @Test
    void refusesEncodedBodies() {
        MockHttpServletRequest zipped = post("zip");
        zipped.addHeader("Content-Encoding", "gzip");
        MockHttpServletRequest plain = post("plain");
        plain.addHeader("Content-Encoding", "identity");

        assertThat(send(crowd, zipped, this::serve).getStatus()).isEqualTo(415);
        assertThat(served).hasValue(0);
        assertThat(send(crowd, plain, this::serve).getStatus()).isEqualTo(200);
        assertThat(served).hasValue(1);
    }

    private static void read(jakarta.servlet.ServletRequest request, jakarta.servlet.ServletResponse response)
            throws java.io.IOException {
        request.getInputStream().readAllBytes();
    }
}
