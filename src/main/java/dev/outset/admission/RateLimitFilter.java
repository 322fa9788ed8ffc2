package dev.outset.admission;

import dev.outset.admission.connection.MeteredRequest;
import dev.outset.admission.limit.AdmissionSettings;
import dev.outset.admission.limit.ClientIdentifier;
import dev.outset.admission.limit.ConcurrencyLimiter;
import dev.outset.admission.limit.ConcurrencyLimiter.Lease;
import dev.outset.admission.limit.ConcurrencyLimiter.Share;
import dev.outset.admission.limit.Deadline;
import dev.outset.admission.limit.OverloadException;
import dev.outset.admission.limit.RateLimiter;
import dev.outset.admission.limit.Rejection;
import dev.outset.admission.limit.RequestKind;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The first admission filter: limits the request rate and the concurrent requests of each client, the bytes of request
 * bodies, and the time of a request. Requests over a limit are rejected immediately, before any expensive processing.
 */
final class RateLimitFilter extends OncePerRequestFilter {

    private static final String COUNTED = RateLimitFilter.class.getName() + ".counted";

    private final AdmissionSettings settings;

    private final ClientIdentifier clients;

    private final RateLimiter rateLimiter;

    private final ConcurrencyLimiter requests;

    private final ConcurrencyLimiter bodies;

    private final Rejection tooSlow;

    private final MeterRegistry meters;

    private final LongSupplier nanoTime;

    RateLimitFilter(
            AdmissionSettings settings,
            long maxBodyBytes,
            ClientIdentifier clients,
            RateLimiter rateLimiter,
            MeterRegistry meters,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.clients = clients;
        this.rateLimiter = rateLimiter;
        this.meters = meters;
        this.nanoTime = nanoTime;
        int max = settings.maxRequests();
        this.requests = new ConcurrencyLimiter(
                max,
                Share.whatIsFree(),
                Rejection.exceptions(meters, Rejection.tooManyRequestsOfClient(max), Rejection.tooManyRequests(max)));
        this.bodies = new ConcurrencyLimiter(
                maxBodyBytes,
                Share.whatIsFree(),
                Rejection.exceptions(
                        meters, Rejection.tooManyBodyBytesOfClient(), Rejection.tooManyBodyBytes(maxBodyBytes)));
        this.tooSlow = Rejection.tooSlow(settings.requestTime()).countedIn(meters);
        meters.gauge("outset.admission.requests", requests, ConcurrencyLimiter::acquired);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            admit(request, response, chain);
        } catch (OverloadException overload) {
            overload.send(response);
        }
    }

    private void admit(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        RequestKind kind = RequestKind.of(request);
        String client = clients.presumed(request);
        // Probes are counted separately: other requests from the same address must not make them fail.
        rateLimiter.consume(kind == RequestKind.PROBE ? "probe of " + client : client);
        request.setAttribute(COUNTED, client);
        Rejection malformed = RequestSanityCheck.check(request);
        if (malformed != null) {
            throw malformed.countedIn(meters).toException();
        }
        switch (kind) {
            case PROBE, STREAM -> chain.doFilter(request, response);
            case SIMULATION, FILE, REQUEST -> serve(client, request, response, chain);
        }
    }

    private void serve(String client, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try (Lease _ = requests.acquire(client);
                Lease bytes = bodies.emptyLease(client);
                Deadline deadline = Deadline.start(settings.requestTime(), nanoTime, tooSlow)) {
            chain.doFilter(new MeteredRequest(request, bytes, deadline), response);
        }
    }

    /** Whether this filter has counted a request for the given client. */
    static boolean hasCounted(HttpServletRequest request, String client) {
        return client.equals(request.getAttribute(COUNTED));
    }
}
