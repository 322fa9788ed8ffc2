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
 * After the subject is known: how often it comes, where it has not been counted yet, and how many streams it holds open. The
 * next request with the same credential is counted for it at once.
 */
final class PrincipalLimitFilter extends OncePerRequestFilter {

    private final AdmissionSettings settings;

    private final ClientIdentifier callers;

    private final RateLimiter rates;

    private final RejectionWriter.Prepared tooOften;

    private final RejectionWriter.Prepared tooManyStreams;

    private final Map<String, Integer> streams = new ConcurrentHashMap<>();

    PrincipalLimitFilter(
            AdmissionSettings settings, ClientIdentifier callers, RateLimiter rates, RejectionWriter refusals) {
        this.settings = settings;
        this.callers = callers;
        this.rates = rates;
        this.tooOften = refusals.prepare(Rejection.tooOften(settings.requestsPerSecond()));
        this.tooManyStreams = refusals.prepare(Rejection.tooManyStreams(settings.maxStreamsPerSubject()));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String subject = ClientKeys.of(request);
        callers.remember(request, subject);
        Duration wait = RateLimitFilter.hasCounted(request, subject) ? Duration.ZERO : rates.take(subject);
        if (wait.isPositive()) {
            tooOften.send(wait, response);
            return;
        }
        switch (RequestKind.of(request)) {
            case STREAM -> {
                ConnectionLimiter.letIn(subject);
                stream(subject, request, response, chain);
            }
            case SIMULATION, REQUEST -> {
                ConnectionLimiter.letIn(subject);
                chain.doFilter(request, response);
            }
            case PROBE, FILE -> chain.doFilter(request, response);
        }
    }

    private void stream(String subject, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (streams.merge(subject, 1, Integer::sum) > settings.maxStreamsPerSubject()) {
            leave(subject);
            tooManyStreams.send(response);
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            leave(subject);
        }
    }

    private void leave(String subject) {
        streams.computeIfPresent(subject, (same, open) -> open == 1 ? null : open - 1);
    }
}
