package dev.outset.admission;

import static dev.outset.admission.RequestBuilder.SETTINGS;
import static dev.outset.admission.RequestBuilder.get;
import static dev.outset.admission.RequestBuilder.post;
import static dev.outset.admission.RequestBuilder.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.admission.connection.MaxBodySize;
import dev.outset.admission.limit.ClientIdentifier;
import dev.outset.admission.limit.ConcurrencyLimiter;
import dev.outset.admission.limit.RateLimiter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;

/** Buffered responses with a budget of 3 MB and one permit. */
class BufferedResponseTests {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final ConcurrencyLimiter permits = RequestBuilder.onePermit();

    private final AtomicLong nanos = new AtomicLong();

    private final ClientIdentifier clients = new ClientIdentifier(SETTINGS.maxClients());

    private final RateLimiter rateLimiter = RequestBuilder.highRate();

    private final ConcurrencyFilter concurrencyFilter = new ConcurrencyFilter(
            SETTINGS,
            new MaxBodySize(DataSize.ofBytes(16)),
            3 << 20,
            clients,
            rateLimiter,
            permits,
            RequestBuilder.neverYields(),
            meters);

    private final RateLimitFilter rateLimitFilter =
            new RateLimitFilter(SETTINGS, 1024, clients, rateLimiter, meters, nanos::get);

    private int freePermits() {
        return (int) (1 - permits.acquired());
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    /** A response that records the number of free permits when its first byte was written. */
    private final class Client extends MockHttpServletResponse {

        private int freeAtFirstByte = -1;

        @Override
        public jakarta.servlet.ServletOutputStream getOutputStream() {
            freeAtFirstByte = freeAtFirstByte < 0 ? freePermits() : freeAtFirstByte;
            return super.getOutputStream();
        }
    }

    private Client answer(MockHttpServletRequest request, FilterChain chain) throws Exception {
        Client client = new Client();
        rateLimitFilter.doFilter(
                request, client, (wrapped, response) -> concurrencyFilter.doFilter(wrapped, response, chain));
        return client;
    }

    private static FilterChain writes(int count) {
        return (request, response) -> {
            byte[] chunk = new byte[1000];
            for (int i = 0; i < count; i++) {
                response.getOutputStream().write(chunk);
            }
            response.flushBuffer();
        };
    }

    @Test
    void writesTheResponseAfterReleasingThePermit() throws Exception {
        AtomicBoolean hadPermit = new AtomicBoolean();

        Client client = answer(get("/a"), (request, response) -> {
            hadPermit.set(freePermits() == 0);
            writes(5).doFilter(request, response);
            assertThat(((HttpServletResponse) response).isCommitted()).isFalse();
        });

        assertThat(hadPermit).isTrue();
        assertThat(client.freeAtFirstByte).isEqualTo(1);
        assertThat(client.getContentAsByteArray()).hasSize(5000);
        assertThat(client.getContentLength()).isEqualTo(5000);
        assertThat(gauge("outset.admission.response.bytes")).isZero();
    }

    @Test
    void writesThroughWithoutAPermitIfTheBudgetIsExceeded() throws Exception {
        Client client = answer(get("/a"), writes(4000));

        assertThat(client.freeAtFirstByte).isEqualTo(1);
        assertThat(client.getContentAsByteArray()).hasSize(4_000_000);
        assertThat(gauge("outset.admission.response.bytes")).isZero();
        assertThat(freePermits()).isEqualTo(1);
    }

    @Test
    void discardsTheResponseOfAFailure() throws Exception {
        Client client = answer(get("/a"), (request, response) -> {
            writes(1).doFilter(request, response);
            ((HttpServletResponse) response).sendError(500);
        });

        assertThat(client.getContentAsByteArray()).isEmpty();
        assertThatThrownBy(() -> answer(get("/b"), (request, response) -> {
                    writes(1).doFilter(request, response);
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        assertThat(freePermits()).isEqualTo(1);
        assertThat(gauge("outset.admission.response.bytes")).isZero();
    }

    private static MockHttpServletRequest simulationFrom(String address) {
        MockHttpServletRequest simulation = get("/api/v1/simulations");
        simulation.setRemoteAddr(address);
        return simulation;
    }

    @Test
    void rejectsTheRequestBeforeProcessingIfTheBudgetIsExhausted() throws Exception {
        AtomicBoolean processed = new AtomicBoolean();
        MockHttpServletResponse[] rejected = new MockHttpServletResponse[1];

        send(concurrencyFilter, simulationFrom("192.0.2.2"), (request, response) -> {
            writes(1500).doFilter(request, response);
            send(concurrencyFilter, simulationFrom("192.0.2.3"), (second, same) -> {
                writes(700).doFilter(second, same);
                rejected[0] = send(concurrencyFilter, get("/a"), (third, again) -> processed.set(true));
            });
        });

        assertThat(rejected[0].getStatus()).isEqualTo(503);
        assertThat(processed).isFalse();
        assertThat(freePermits()).isEqualTo(1);
    }

    @Test
    void rejectsSimulationsThatExceedTheBudget() throws Exception {
        Client client = answer(get("/api/v1/simulations"), writes(4000));

        assertThat(client.getStatus()).isEqualTo(503);
        assertThat(client.getContentAsByteArray()).hasSizeLessThan(1000);
        assertThat(gauge("outset.admission.response.bytes")).isZero();
    }

    @Test
    void stopsWritingAfterTheDeadline() throws Exception {
        assertThatThrownBy(() -> answer(get("/swagger-ui/swagger-ui-bundle.js"), (request, response) -> {
                    writes(20).doFilter(request, response);
                    nanos.addAndGet(5_000_000_000L);
                    writes(20).doFilter(request, response);
                }))
                .hasMessageContaining("did not read the response in time");
        assertThat(gauge("outset.admission.requests")).isZero();
    }

    @Test
    void servesFilesWithoutAPermit() throws Exception {
        answer(get("/a"), (request, response) -> {
            for (String file : new String[] {"/", "/ui/main.js", "/swagger-ui/index.html", "/v3/api-docs"}) {
                assertThat(send(concurrencyFilter, get(file), writes(1)).getContentAsByteArray())
                        .hasSize(1000);
            }
        });
    }

    @Test
    void receivesTheBodyBeforeAcquiringAPermit() throws Exception {
        AtomicBoolean free = new AtomicBoolean();
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/v1/vms") {
            @Override
            public jakarta.servlet.ServletInputStream getInputStream() {
                free.set(freePermits() == 1);
                return super.getInputStream();
            }
        };
        request.setContent("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        byte[][] read = new byte[2][];

        answer(
                request,
                (wrapped, response) -> read[0] = wrapped.getInputStream().readAllBytes());
        answer(
                post("x".repeat(1000)),
                (wrapped, response) -> read[1] = wrapped.getInputStream().readAllBytes());

        assertThat(free).isTrue();
        assertThat(read[0]).isEqualTo(new byte[] {'{', '}'});
        assertThat(read[1]).hasSize(1000);
    }
}
