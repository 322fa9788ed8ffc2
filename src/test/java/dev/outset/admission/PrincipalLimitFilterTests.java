package dev.outset.admission;

import static dev.outset.admission.RequestBuilder.SETTINGS;
import static dev.outset.admission.RequestBuilder.get;
import static dev.outset.admission.RequestBuilder.send;
import static dev.outset.admission.RequestBuilder.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.admission.connection.MaxBodySize;
import dev.outset.admission.limit.ClientIdentifier;
import dev.outset.admission.limit.RateLimiter;
import dev.outset.admission.limit.RequestKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;

/** Each client may send a burst of three requests and two per second, and hold one stream. */
class PrincipalLimitFilterTests {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final AtomicLong nanos = new AtomicLong();

    private final RateLimiter rateLimiter = new RateLimiter(SETTINGS, meters, new SettableTime(nanos));

    private final ClientIdentifier clients = new ClientIdentifier(SETTINGS.maxClients());

    private final ConcurrencyFilter filter = new ConcurrencyFilter(
            SETTINGS,
            new MaxBodySize(DataSize.ofBytes(16)),
            4 << 20,
            clients,
            rateLimiter,
            RequestBuilder.onePermit(),
            RequestBuilder.neverYields(),
            meters);

    private MockHttpServletResponse from(String address) {
        MockHttpServletRequest request = get("/api/v1/vms");
        request.setRemoteAddr(address);
        return send(filter, request, (ignored, response) -> {});
    }

    @Test
    void admitsABurstAndThenSendsRetryAfter() {
        for (int i = 0; i < 3; i++) {
            assertThat(from("192.0.2.1").getStatus()).isEqualTo(200);
        }

        MockHttpServletResponse fourth = from("192.0.2.1");

        assertThat(fourth.getStatus()).isEqualTo(429);
        assertThat(fourth.getHeader("Retry-After")).isEqualTo("1");
        assertThat(fourth.getContentType()).isEqualTo("application/problem+json");
        assertThat(from("192.0.2.2").getStatus()).isEqualTo(200);
        nanos.addAndGet(Duration.ofMillis(500).toNanos());
        assertThat(from("192.0.2.1").getStatus()).isEqualTo(200);
        assertThat(from("192.0.2.1").getStatus()).isEqualTo(429);
    }

    private static MockHttpServletRequest of(String subject, String header, String credential) {
        MockHttpServletRequest request = get("/api/v1/vms");
        request.setRemoteAddr("192.0.2.7");
        request.addHeader(header, credential);
        request.setUserPrincipal(() -> subject);
        return request;
    }

    @ParameterizedTest
    @CsvSource({"X-API-Key, key", "Authorization, Bearer key"})
    void identifiesLaterRequestsByTheirCredential(String header, String credential) {
        assertThat(clients.presumed(of("alice", header, credential))).isEqualTo("address 192.0.2.7");

        send(filter, of("alice", header, credential), (ignored, response) -> {});

        assertThat(clients.presumed(of("alice", header, credential))).isEqualTo("subject alice");
        assertThat(clients.presumed(of("alice", header, credential + "s"))).isEqualTo("address 192.0.2.7");
        assertThat(clients.presumed(of("alice", "X-Other", credential))).isEqualTo("address 192.0.2.7");
    }

    @Test
    void countsARequestOnce() {
        RateLimitFilter rateLimitFilter = new RateLimitFilter(SETTINGS, 1024, clients, rateLimiter, meters, nanos::get);
        AtomicInteger served = new AtomicInteger();
        clients.remember(of("alice", "X-API-Key", "key"), "subject alice");

        for (int i = 0; i < 4; i++) {
            send(
                    rateLimitFilter,
                    of("alice", "X-API-Key", "key"),
                    (request, response) ->
                            filter.doFilter(request, response, (ignored, answer) -> served.incrementAndGet()));
        }

        assertThat(served).hasValue(3);
    }

    @Test
    void limitsTheNumberOfTrackedClients() {
        for (int i = 0; i < 1000; i++) {
            from("192.0.2." + i);
        }

        assertThat(rateLimiter.trackedClients()).isLessThanOrEqualTo(SETTINGS.maxClients());
    }

    @Test
    void limitsTheStreamsOfAClient() {
        MockHttpServletResponse[] second = new MockHttpServletResponse[1];

        send(filter, stream(), (request, response) -> second[0] = send(filter, stream(), (ignored, again) -> {}));

        assertThat(second[0].getStatus()).isEqualTo(429);
        assertThat(second[0].getHeader("Retry-After")).isEqualTo("1");
        assertThat(send(filter, stream(), (request, response) -> {}).getStatus())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,                   address 192.0.2.1",
        "2001:db8:1:2:3:4:5:6,        address 20010db800010002",
        "2001:db8:1:2:ffff::1,        address 20010db800010002",
        "0:0:0:0:0:0:0:1,             address 0000000000000000",
        "not:an:address,              address not:an:address",
    })
    void countsAnIpv6NetworkAsOneClient(String address, String subject) {
        MockHttpServletRequest request = get("/");
        request.setRemoteAddr(address);

        assertThat(ClientIdentifier.of(request)).isEqualTo(subject);
    }

    @Test
    void countsForTheAuthenticatedPrincipal() {
        MockHttpServletRequest request = get("/");
        request.setUserPrincipal(() -> "alice");

        assertThat(ClientIdentifier.of(request)).isEqualTo("subject alice");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET  | /api/v1/events         | text/event-stream                    | STREAM
            GET  | /api/v1/vms/a/events   | text/*                               | STREAM
            GET  | /api/v1/events         | application/json;q=1, text/event-stream;q=0.1 | STREAM
            GET  | /api/v1/events         | */*                                  | REQUEST
            GET  | /api/v1/events         | ;;;                                  | REQUEST
            GET  | /api/v1/vms            | text/event-stream                    | REQUEST
            POST | /api/v1/vms            | text/event-stream                    | REQUEST
            GET  | /livez                 | */*                                  | PROBE
            """)
    void distinguishesStreamsAndProbesFromRequests(String method, String path, String accept, RequestKind kind) {
        MockHttpServletRequest request = new MockHttpServletRequest(method, path);
        request.addHeader("Accept", accept);

        assertThat(RequestKind.of(request)).isEqualTo(kind);
    }
}
