package dev.outset.admission;

import dev.outset.admission.limit.AdmissionSettings;
import dev.outset.admission.limit.ByteBudget;
import dev.outset.admission.limit.Rejection;
import dev.outset.admission.limit.RejectionWriter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

    /** A byte budget for all requests. */
    static ByteBudget bytes(int limit, RejectionWriter rejections) {
        return new ByteBudget(
                limit,
                rejections.prepare(Rejection.tooManyBodyBytes(limit)),
                rejections.prepare(Rejection.tooManyBodyBytesOfClient()));
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
}
