package dev.outset.admission;

import dev.outset.admission.limit.AdmissionSettings;
import dev.outset.admission.limit.ConcurrencyLimiter;
import dev.outset.admission.limit.ConcurrencyLimiter.Share;
import dev.outset.admission.limit.RateLimiter;
import dev.outset.admission.limit.Rejection;
import dev.outset.admission.limit.YieldPolicy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;

/** Requests for the filters, and settings with small limits. */
final class RequestBuilder {

    static final AdmissionSettings SETTINGS = settings(2);

    private RequestBuilder() {}

    static AdmissionSettings settings(int maxRequests) {
        return new AdmissionSettings(
                maxRequests,
                1,
                Duration.ofMillis(1),
                DataSize.ofBytes(1024),
                Duration.ofSeconds(1),
                2,
                3,
                2,
                1,
                Duration.ofSeconds(5));
    }

    /** A rate that no test reaches. */
    static RateLimiter highRate() {
        AdmissionSettings settings = new AdmissionSettings(
                1, 1, Duration.ofMillis(1), null, Duration.ofSeconds(1), 1000, 1000, 2, 1, Duration.ofSeconds(5));
        return new RateLimiter(settings, new SimpleMeterRegistry(), new SettableTime(new AtomicLong()));
    }

    /** A single permit. */
    static ConcurrencyLimiter onePermit() {
        Rejection late = Rejection.waitTimeout(SETTINGS.maxWait());
        return new ConcurrencyLimiter(1, Share.atMost(1), refusal -> late.toException());
    }

    static MockHttpServletRequest get(String path) {
        return new MockHttpServletRequest("GET", path);
    }

    static MockHttpServletRequest post(String body) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/v1/vms");
        request.setContent(body.getBytes(StandardCharsets.UTF_8));
        return request;
    }

    static MockHttpServletRequest stream() {
        MockHttpServletRequest request = get("/api/v1/events");
        request.addHeader("Accept", "text/event-stream");
        return request;
    }

    static MockHttpServletResponse send(Filter filter, MockHttpServletRequest request, FilterChain chain) {
        MockHttpServletResponse response = new MockHttpServletResponse();
        try {
            filter.doFilter(request, response, chain);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (jakarta.servlet.ServletException failure) {
            throw new IllegalStateException(failure);
        }
        return response;
    }

    /** A policy that never delays a request. */
    static YieldPolicy neverYields() {
        return new YieldPolicy(() -> 0, 0, nanos -> {});
    }
}
