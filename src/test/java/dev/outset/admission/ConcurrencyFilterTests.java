package dev.outset.admission;

import static dev.outset.admission.RequestBuilder.SETTINGS;
import static dev.outset.admission.RequestBuilder.get;
import static dev.outset.admission.RequestBuilder.post;
import static dev.outset.admission.RequestBuilder.send;
import static dev.outset.admission.RequestBuilder.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.admission.connection.MaxBodySize;
import dev.outset.admission.limit.AdmissionSettings;
import dev.outset.admission.limit.ClientIdentifier;
import dev.outset.admission.limit.ConcurrencyLimiter;
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

/** One request is processed at a time; others wait for a millisecond, or as long as the test requires. */
class ConcurrencyFilterTests {

    private final ConcurrencyLimiter permits = RequestBuilder.onePermit();

    private final ConcurrencyFilter filter = filter(SETTINGS);

    private final AtomicInteger served = new AtomicInteger();

    private ConcurrencyFilter filter(AdmissionSettings settings) {
        return new ConcurrencyFilter(
                settings,
                new MaxBodySize(DataSize.ofBytes(4096)),
                4 << 20,
                new ClientIdentifier(settings.maxClients()),
                RequestBuilder.highRate(),
                permits,
                RequestBuilder.neverYields(),
                new SimpleMeterRegistry());
    }

    private void serve(Object request, Object response) {
        served.incrementAndGet();
    }

    private MockHttpServletResponse sendDuringAnother(MockHttpServletRequest next) {
        MockHttpServletResponse[] result = new MockHttpServletResponse[1];
        send(filter, get("/a"), (request, response) -> result[0] = send(filter, next, this::serve));
        return result[0];
    }

    @Test
    void rejectsARequestAfterTheMaximumWait() {
        MockHttpServletResponse late = sendDuringAnother(get("/b"));

        assertThat(late.getStatus()).isEqualTo(503);
        assertThat(late.getHeader("Retry-After")).isEqualTo("1");
        assertThat(served).hasValue(0);
        send(filter, get("/c"), this::serve);
        assertThat(served).hasValue(1);
    }

    @Test
    void doesNotLimitProbesStreamsAndSimulations() {
        MockHttpServletRequest simulation = post("{}");
        simulation.setRequestURI("/api/v1/simulations");

        assertThat(sendDuringAnother(get("/readyz")).getStatus()).isEqualTo(200);
        assertThat(sendDuringAnother(stream()).getStatus()).isEqualTo(200);
        assertThat(sendDuringAnother(simulation).getStatus()).isEqualTo(200);
        assertThat(served).hasValue(3);
    }

    @Test
    void processesTheNextRequestAfterTheFirst() throws Exception {
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
        CountDownLatch finish = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        FilterChain blocked = (request, response) -> {
            started.countDown();
            await(finish);
        };
        try (ExecutorService users = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<MockHttpServletResponse> first = users.submit(() -> send(patient, get("/a"), blocked));
            await(started);
            Future<MockHttpServletResponse> second = users.submit(() -> send(patient, get("/b"), this::serve));
            Await.until("a request waits", () -> permits.waiting() > 0);
            assertThat(served).hasValue(0);
            finish.countDown();

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
