package dev.outset.admission;

import static dev.outset.admission.RequestBuilder.SETTINGS;
import static dev.outset.admission.RequestBuilder.bytes;
import static dev.outset.admission.RequestBuilder.get;
import static dev.outset.admission.RequestBuilder.post;
import static dev.outset.admission.RequestBuilder.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.admission.connection.MaxBodySize;
import dev.outset.admission.limit.ByteBudget;
import dev.outset.admission.limit.ClientIdentifier;
import dev.outset.admission.limit.FairSemaphore;
import dev.outset.admission.limit.OverloadException;
import dev.outset.admission.limit.RateLimiter;
import dev.outset.admission.limit.RejectionWriter;
import dev.outset.admission.limit.YieldPolicy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;

/** Answers of one turn; 3 MB of them may be held. */
class BufferedResponseTests {

    private final RejectionWriter refusals = new RejectionWriter(new SimpleMeterRegistry());

    private final FairSemaphore turns = new FairSemaphore(1);

    private final AtomicLong nanos = new AtomicLong();

    private final ByteBudget answers = bytes(3 << 20, refusals);

    private final ClientIdentifier callers = new ClientIdentifier(SETTINGS.maxSubjects());

    private final ConcurrencyFilter work = new ConcurrencyFilter(
            SETTINGS,
            turns,
            new YieldPolicy(() -> 0, 0, pause -> {}),
            answers,
            new MaxBodySize(DataSize.ofBytes(16)),
            refusals);

    private final RateLimitFilter crowd = new RateLimitFilter(
            SETTINGS,
            callers,
            new RateLimiter(SETTINGS, new SettableTime(nanos)),
            bytes(1024, refusals),
            refusals,
            nanos::get);

    /** An answer, and how many turns were free when its first byte was written to the client. */
    private final class Client extends MockHttpServletResponse {

        private int freeAtFirstByte = -1;

        @Override
        public jakarta.servlet.ServletOutputStream getOutputStream() {
            freeAtFirstByte = freeAtFirstByte < 0 ? turns.free() : freeAtFirstByte;
            return super.getOutputStream();
        }
    }

    private Client answer(MockHttpServletRequest request, FilterChain chain) throws Exception {
        Client client = new Client();
        crowd.doFilter(request, client, (same, response) -> work.doFilter(same, response, chain));
        return client;
    }

    private static FilterChain writes(int count) {
        return (request, response) -> {
            byte[] piece = new byte[1000];
            for (int i = 0; i < count; i++) {
                response.getOutputStream().write(piece);
            }
            response.flushBuffer();
        };
    }

    @Test
    void areWrittenAfterTheTurnHasBeenGivenBack() throws Exception {
        AtomicBoolean hadTurn = new AtomicBoolean();

        Client client = answer(get("/a"), (request, response) -> {
            hadTurn.set(turns.free() == 0);
            writes(5).doFilter(request, response);
            assertThat(((HttpServletResponse) response).isCommitted()).isFalse();
        });

        assertThat(hadTurn).isTrue();
        assertThat(client.freeAtFirstByte).isEqualTo(1);
        assertThat(client.getContentAsByteArray()).hasSize(5000);
        assertThat(client.getContentLength()).isEqualTo(5000);
        assertThat(answers.taken()).isZero();
    }

    @Test
    void goThroughWithoutTheTurnWhereTheyDoNotFit() throws Exception {
        Client client = answer(get("/a"), writes(4000));

        assertThat(client.freeAtFirstByte).isEqualTo(1);
        assertThat(client.getContentAsByteArray()).hasSize(4_000_000);
        assertThat(answers.taken()).isZero();
        assertThat(turns.free()).isEqualTo(1);
    }

    @Test
    void ofFailuresAreForgotten() throws Exception {
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
        assertThat(turns.free()).isEqualTo(1);
        assertThat(answers.taken()).isZero();
    }

    @Test
    void areRefusedBeforeTheWorkWhereThereIsNoRoom() throws Exception {
        answers.take("another", 2_500_000);
        AtomicBoolean worked = new AtomicBoolean();

        Client client = answer(get("/a"), (request, response) -> worked.set(true));

        assertThat(client.getStatus()).isEqualTo(503);
        assertThat(worked).isFalse();
        assertThat(turns.free()).isEqualTo(1);
    }

    @Test
    void ofSimulationsAreRefusedWhereTheyDoNotFit() {
        assertThatThrownBy(() -> answer(get("/api/v1/simulations"), writes(4000)))
                .isInstanceOf(OverloadException.class);
        assertThat(answers.taken()).isZero();
    }

    @Test
    void endWithTheDeadline() throws Exception {
        assertThatThrownBy(() -> answer(get("/swagger-ui/swagger-ui-bundle.js"), (request, response) -> {
                    writes(20).doFilter(request, response);
                    nanos.addAndGet(5_000_000_000L);
                    writes(20).doFilter(request, response);
                }))
                .hasMessageContaining("not read in time");
        assertThat(crowd.inside()).isZero();
    }

    @Test
    void needNoTurnWhereTheyAreFiles() throws Exception {
        answer(get("/a"), (request, response) -> {
            for (String file : new String[] {"/", "/ui/main.js", "/swagger-ui/index.html", "/v3/api-docs"}) {
                assertThat(send(work, get(file), writes(1)).getContentAsByteArray())
                        .hasSize(1000);
            }
        });
    }

    @Test
    void workBeginsWhenTheBodyIsThere() throws Exception {
        AtomicBoolean free = new AtomicBoolean();
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/v1/vms") {
            @Override
            public jakarta.servlet.ServletInputStream getInputStream() {
                free.set(turns.free() == 1);
                return super.getInputStream();
            }
        };
        request.setContent("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        byte[][] read = new byte[2][];

        answer(request, (same, response) -> read[0] = same.getInputStream().readAllBytes());
        answer(
                post("x".repeat(1000)),
                (same, response) -> read[1] = same.getInputStream().readAllBytes());

        assertThat(free).isTrue();
        assertThat(read[0]).isEqualTo(new byte[] {'{', '}'});
        assertThat(read[1]).hasSize(1000);
    }
}
