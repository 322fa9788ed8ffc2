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
 * Before anything else is done: nobody comes too often, only as many requests at once as there are places, only as many bytes
 * of bodies, and each only for so long. Whoever is refused is told so at once instead of waiting in line, and before anything
 * that costs has been done for them.
 */
final class RateLimitFilter extends OncePerRequestFilter {

    private static final String COUNTED = RateLimitFilter.class.getName() + ".counted";

    private final AdmissionSettings settings;

    private final ClientIdentifier callers;

    private final RateLimiter rates;

    private final RejectionWriter refusals;

    private final LongSupplier nanoTime;

    private final ConcurrencyLimiter places;

    private final ByteBudget bodies;

    private final RejectionWriter.Prepared tooOften;

    private final RejectionWriter.Prepared overShare;

    private final RejectionWriter.Prepared tooManyAtOnce;

    private final RejectionWriter.Prepared tooSlow;

    RateLimitFilter(
            AdmissionSettings settings,
            ClientIdentifier callers,
            RateLimiter rates,
            ByteBudget bodies,
            RejectionWriter refusals,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.callers = callers;
        this.rates = rates;
        this.refusals = refusals;
        this.nanoTime = nanoTime;
        this.places = new ConcurrencyLimiter(settings.maxRequestsAtOnce());
        this.bodies = bodies;
        this.tooOften = refusals.prepare(Rejection.tooOften(settings.requestsPerSecond()));
        this.overShare = refusals.prepare(Rejection.overShare(settings.maxRequestsAtOnce()));
        this.tooManyAtOnce = refusals.prepare(Rejection.tooManyAtOnce(settings.maxRequestsAtOnce()));
        this.tooSlow = refusals.prepare(Rejection.tooSlow(settings.requestTime()));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        RequestKind kind = RequestKind.of(request);
        String caller = callers.of(request);
        // Probes are counted apart: the flood of whoever shares their address would end the service.
        Duration wait = rates.take(kind == RequestKind.PROBE ? "probe of " + caller : caller);
        if (wait.isPositive()) {
            tooOften.send(wait, response);
            return;
        }
        request.setAttribute(COUNTED, caller);
        Rejection unreadable = RequestSanityCheck.fault(request);
        if (unreadable != null) {
            refusals.prepare(unreadable).send(response);
            return;
        }
        switch (kind) {
            case PROBE, STREAM -> chain.doFilter(request, response);
            case SIMULATION, FILE, REQUEST -> place(caller, request, response, chain);
        }
    }

    private void place(String caller, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        switch (places.take(caller)) {
            case TAKEN -> serve(caller, request, response, chain);
            case OVER_SHARE -> overShare.send(response);
            case FULL -> tooManyAtOnce.send(response);
        }
    }

    private void serve(String caller, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Deadline deadline = new Deadline(settings.requestTime(), nanoTime, tooSlow);
        MeteredRequest metered = new MeteredRequest(request, caller, bodies, deadline);
        try {
            deadline.run(() -> chain.doFilter(metered, response));
        } catch (ServletException | IOException | RuntimeException failure) {
            throw failure;
        } catch (Exception impossible) {
            throw new IllegalStateException("A filter chain threw what it does not declare", impossible);
        } finally {
            metered.release();
            places.giveBack(caller);
        }
    }

    /** How many requests are in. */
    int inside() {
        return places.taken();
    }

    /** Whether a request has been counted for this subject already. */
    static boolean hasCounted(HttpServletRequest request, String subject) {
        return subject.equals(request.getAttribute(COUNTED));
    }
}
