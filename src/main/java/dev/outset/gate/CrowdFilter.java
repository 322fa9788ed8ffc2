package dev.outset.gate;

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
final class CrowdFilter extends OncePerRequestFilter {

    private static final String COUNTED = CrowdFilter.class.getName() + ".counted";

    private final GateSettings settings;

    private final Callers callers;

    private final Rates rates;

    private final Refusals refusals;

    private final LongSupplier nanoTime;

    private final Places places;

    private final ByteBudget bodies;

    private final Refusals.Prepared tooOften;

    private final Refusals.Prepared overShare;

    private final Refusals.Prepared tooManyAtOnce;

    private final Refusals.Prepared tooSlow;

    CrowdFilter(
            GateSettings settings,
            Callers callers,
            Rates rates,
            ByteBudget bodies,
            Refusals refusals,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.callers = callers;
        this.rates = rates;
        this.refusals = refusals;
        this.nanoTime = nanoTime;
        this.places = new Places(settings.maxRequestsAtOnce());
        this.bodies = bodies;
        this.tooOften = refusals.prepare(Refusal.tooOften(settings.requestsPerSecond()));
        this.overShare = refusals.prepare(Refusal.overShare(settings.maxRequestsAtOnce()));
        this.tooManyAtOnce = refusals.prepare(Refusal.tooManyAtOnce(settings.maxRequestsAtOnce()));
        this.tooSlow = refusals.prepare(Refusal.tooSlow(settings.requestTime()));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Kind kind = Kind.of(request);
        String caller = callers.of(request);
        // Probes are counted apart: the flood of whoever shares their address would end the service.
        Duration wait = rates.take(kind == Kind.PROBE ? "probe of " + caller : caller);
        if (wait.isPositive()) {
            tooOften.send(wait, response);
            return;
        }
        request.setAttribute(COUNTED, caller);
        Refusal unreadable = Legibility.fault(request);
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
