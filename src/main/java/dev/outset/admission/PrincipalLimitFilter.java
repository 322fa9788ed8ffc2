package dev.outset.admission;

import dev.outset.admission.connection.ConnectionLimiter;
import dev.outset.admission.limit.AdmissionSettings;
import dev.outset.admission.limit.ClientIdentifier;
import dev.outset.admission.limit.ClientKeys;
import dev.outset.admission.limit.RateLimiter;
import dev.outset.admission.limit.Rejection;
import dev.outset.admission.limit.RejectionWriter;
import dev.outset.admission.limit.RequestKind;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits the request rate and the open event streams of a principal after authentication. Requests that
 * {@link RateLimitFilter} has already counted for the principal are not counted twice; later requests with the same
 * credential are counted there.
 */
final class PrincipalLimitFilter extends OncePerRequestFilter {

    private final AdmissionSettings settings;

    private final ClientIdentifier clients;

    private final RateLimiter rateLimiter;

    private final RejectionWriter.Prepared rateExceeded;

    private final RejectionWriter.Prepared tooManyStreams;

    private final Map<String, Integer> streams = new ConcurrentHashMap<>();

    PrincipalLimitFilter(
            AdmissionSettings settings, ClientIdentifier clients, RateLimiter rateLimiter, RejectionWriter rejections) {
        this.settings = settings;
        this.clients = clients;
        this.rateLimiter = rateLimiter;
        this.rateExceeded = rejections.prepare(Rejection.rateExceeded(settings.requestsPerSecond()));
        this.tooManyStreams = rejections.prepare(Rejection.tooManyStreams(settings.maxStreamsPerClient()));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String client = ClientKeys.of(request);
        clients.remember(request, client);
        Duration wait = RateLimitFilter.hasCounted(request, client) ? Duration.ZERO : rateLimiter.tryConsume(client);
        if (wait.isPositive()) {
            rateExceeded.send(wait, response);
            return;
        }
        switch (RequestKind.of(request)) {
            case STREAM -> {
                ConnectionLimiter.markAuthenticated(client);
                stream(client, request, response, chain);
            }
            case SIMULATION, REQUEST -> {
                ConnectionLimiter.markAuthenticated(client);
                chain.doFilter(request, response);
            }
            case PROBE, FILE -> chain.doFilter(request, response);
        }
    }

    private void stream(String client, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (streams.merge(client, 1, Integer::sum) > settings.maxStreamsPerClient()) {
            closeStream(client);
            tooManyStreams.send(response);
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            closeStream(client);
        }
    }

    private void closeStream(String client) {
        streams.computeIfPresent(client, (ignored, open) -> open == 1 ? null : open - 1);
    }
}
