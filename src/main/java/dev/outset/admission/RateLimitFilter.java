package dev.outset.admission;

import dev.outset.admission.connection.MeteredRequest;
import dev.outset.admission.limit.AdmissionSettings;
import dev.outset.admission.limit.ByteBudget;
import dev.outset.admission.limit.ClientIdentifier;
import dev.outset.admission.limit.ConcurrencyLimiter;
import dev.outset.admission.limit.Deadline;
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

    private final RejectionWriter rejections;

    private final LongSupplier nanoTime;

    private final ConcurrencyLimiter requests;

    private final ByteBudget bodies;

    private final RejectionWriter.Prepared rateExceeded;

    private final RejectionWriter.Prepared overShare;

    private final RejectionWriter.Prepared tooManyRequests;

    private final RejectionWriter.Prepared tooSlow;

    RateLimitFilter(
            AdmissionSettings settings,
            ClientIdentifier clients,
            RateLimiter rateLimiter,
            ByteBudget bodies,
            RejectionWriter rejections,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.clients = clients;
        this.rateLimiter = rateLimiter;
        this.rejections = rejections;
        this.nanoTime = nanoTime;
        this.requests = new ConcurrencyLimiter(settings.maxRequests());
        this.bodies = bodies;
        this.rateExceeded = rejections.prepare(Rejection.rateExceeded(settings.requestsPerSecond()));
        this.overShare = rejections.prepare(Rejection.tooManyRequestsOfClient(settings.maxRequests()));
        this.tooManyRequests = rejections.prepare(Rejection.tooManyRequests(settings.maxRequests()));
        this.tooSlow = rejections.prepare(Rejection.tooSlow(settings.requestTime()));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        RequestKind kind = RequestKind.of(request);
        String client = clients.of(request);
        // Probes are counted separately: other requests from the same address must not make them fail.
        Duration wait = rateLimiter.tryConsume(kind == RequestKind.PROBE ? "probe of " + client : client);
        if (wait.isPositive()) {
            rateExceeded.send(wait, response);
            return;
        }
        request.setAttribute(COUNTED, client);
        Rejection malformed = RequestSanityCheck.check(request);
        if (malformed != null) {
            rejections.prepare(malformed).send(response);
            return;
        }
        switch (kind) {
            case PROBE, STREAM -> chain.doFilter(request, response);
            case SIMULATION, FILE, REQUEST -> admit(client, request, response, chain);
        }
    }

    private void admit(String client, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        switch (requests.tryAcquire(client)) {
            case ACQUIRED -> serve(client, request, response, chain);
            case OVER_SHARE -> overShare.send(response);
            case FULL -> tooManyRequests.send(response);
        }
    }

    private void serve(String client, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Deadline deadline = new Deadline(settings.requestTime(), nanoTime, tooSlow);
        MeteredRequest metered = new MeteredRequest(request, client, bodies, deadline);
        try {
            deadline.run(() -> chain.doFilter(metered, response));
        } catch (ServletException | IOException | RuntimeException failure) {
            throw failure;
        } catch (Exception unexpected) {
            throw new IllegalStateException("The filter chain threw an undeclared exception", unexpected);
        } finally {
            metered.release();
            requests.release(client);
        }
    }

    /** The number of admitted requests. */
    int activeRequests() {
        return requests.acquired();
    }

    /** Whether this filter has counted a request for the given client. */
    static boolean hasCounted(HttpServletRequest request, String client) {
        return client.equals(request.getAttribute(COUNTED));
    }
}
