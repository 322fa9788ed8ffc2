package dev.outset.gate;

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
final class SubjectFilter extends OncePerRequestFilter {

    private final GateSettings settings;

    private final Callers callers;

    private final Rates rates;

    private final Refusals.Prepared tooOften;

    private final Refusals.Prepared tooManyStreams;

    private final Map<String, Integer> streams = new ConcurrentHashMap<>();

    SubjectFilter(GateSettings settings, Callers callers, Rates rates, Refusals refusals) {
        this.settings = settings;
        this.callers = callers;
        this.rates = rates;
        this.tooOften = refusals.prepare(Refusal.tooOften(settings.requestsPerSecond()));
        this.tooManyStreams = refusals.prepare(Refusal.tooManyStreams(settings.maxStreamsPerSubject()));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String subject = Subjects.of(request);
        callers.remember(request, subject);
        Duration wait = CrowdFilter.hasCounted(request, subject) ? Duration.ZERO : rates.take(subject);
        if (wait.isPositive()) {
            tooOften.send(wait, response);
            return;
        }
        switch (Kind.of(request)) {
            case STREAM -> {
                Connections.letIn(subject);
                stream(subject, request, response, chain);
            }
            case SIMULATION, REQUEST -> {
                Connections.letIn(subject);
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
