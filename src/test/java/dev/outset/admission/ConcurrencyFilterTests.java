package dev.outset.admission;

import static dev.outset.admission.RequestBuilder.SETTINGS;
import static dev.outset.admission.RequestBuilder.bytes;
import static dev.outset.admission.RequestBuilder.get;
import static dev.outset.admission.RequestBuilder.post;
import static dev.outset.admission.RequestBuilder.send;
import static dev.outset.admission.RequestBuilder.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.admission.connection.MaxBodySize;
import dev.outset.admission.limit.AdmissionSettings;
import dev.outset.admission.limit.ByteBudget;
import dev.outset.admission.limit.FairSemaphore;
import dev.outset.admission.limit.RejectionWriter;
import dev.outset.admission.limit.YieldPolicy;
import dev.outset.support.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.FilterChain;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;

/** One request works, and others wait a millisecond for it; or as long as a test likes. */
class ConcurrencyFilterTests {

    private static final YieldPolicy NOBODY = new YieldPolicy(() -> 0, 0, nanos -> {});

    private final FairSemaphore turns = new FairSemaphore(1);

    private final RejectionWriter refusals = new RejectionWriter(new SimpleMeterRegistry());

    private final ByteBudget answers = bytes(4 << 20, refusals);

    private final ConcurrencyFilter impatient = filter(SETTINGS);

    private final AtomicInteger served = new AtomicInteger();

    private ConcurrencyFilter filter(AdmissionSettings settings) {
        return new ConcurrencyFilter(
                settings, turns, NOBODY, answers, new MaxBodySize(DataSize.ofBytes(4096)), refusals);
    }

    private void serve(Object request, Object response) {
        served.incrementAndGet();
    }

    private MockHttpServletResponse whileOneWorks(MockHttpServletRequest next) {
        MockHttpServletResponse[] answer = new MockHttpServletResponse[1];
        send(impatient, get("/a"), (request, response) -> answer[0] = send(impatient, next, this::serve));
        return answer[0];
    }

    @Test
    void tellsWhoHasWaitedTooLong() {
        MockHttpServletResponse late = whileOneWorks(get("/b"));

        assertThat(late.getStatus()).isEqualTo(503);
        assertThat(late.getHeader("Retry-After")).isEqualTo("1");
        assertThat(served).hasValue(0);
        send(impatient, get("/c"), this::serve);
        assertThat(served).hasValue(1);
    }

    @Test
    void letsProbesStreamsAndSimulationsPass() {
        MockHttpServletRequest simulation = post("{}");
        simulation.setRequestURI("/api/v1/simulations");

        assertThat(whileOneWorks(get("/readyz")).getStatus()).isEqualTo(200);
        assertThat(whileOneWorks(stream()).getStatus()).isEqualTo(200);
        assertThat(whileOneWorks(simulation).getStatus()).isEqualTo(200);
        assertThat(served).hasValue(3);
    }

    @Test
    void letsTheNextWorkWhenOneHasFinished() throws Exception {
        ConcurrencyFilter patient = filter(new AdmissionSettings(
                2,
                1,
                Duration.ofMinutes(1),
                DataSize.ofBytes(1024),
                Duration.ofSeconds(1),
                2,
                3,
                2,
                1,
                Duration.ofSeconds(5)));
        CountDownLatch leave = new CountDownLatch(1);
        CountDownLatch working = new CountDownLatch(1);
        FilterChain stay = (request, response) -> {
            working.countDown();
            await(leave);
        };
        try (ExecutorService users = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<MockHttpServletResponse> first = users.submit(() -> send(patient, get("/a"), stay));
            await(working);
            Future<MockHttpServletResponse> second = users.submit(() -> send(patient, get("/b"), this::serve));
            Await.until("a request waits", () -> turns.waiting() > 0);
            assertThat(served).hasValue(0);
            leave.countDown();

            assertThat(first.get().getStatus()).isEqualTo(200);
            assertThat(second.get().getStatus()).isEqualTo(200);
        }
        assertThat(served).hasValue(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
