package dev.outset.gate;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Before anything else is done: only as many requests at once as there are places, only as many bytes of bodies, and each
 * only for so long. Whoever finds no place is told so at once instead of waiting in line.
 */
final class CrowdFilter extends OncePerRequestFilter {

    private final GateSettings settings;

    private final Refusals refusals;

    private final LongSupplier nanoTime;

    private final Semaphore places;

    private final BodyBudget budget;

    CrowdFilter(GateSettings settings, Refusals refusals, LongSupplier nanoTime) {
        this.settings = settings;
        this.refusals = refusals;
        this.nanoTime = nanoTime;
        this.places = new Semaphore(settings.maxRequestsAtOnce());
        this.budget = new BodyBudget((int) settings.maxBodyBytesAtOnce().toBytes());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Refusal unreadable = Legibility.fault(request);
        if (unreadable != null) {
            refusals.send(unreadable, response);
            return;
        }
        switch (Kind.of(request)) {
            case PROBE, STREAM -> chain.doFilter(request, response);
            case SIMULATION, REQUEST -> place(request, response, chain);
        }
    }

    private void place(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!places.tryAcquire()) {
            refusals.send(Refusal.tooManyAtOnce(settings.maxRequestsAtOnce()), response);
            return;
        }
        Deadline deadline = new Deadline(settings.requestTime(), nanoTime);
        MeteredRequest metered = new MeteredRequest(request, budget, deadline);
        try {
            deadline.run(() -> chain.doFilter(metered, response));
        } catch (ServletException | IOException | RuntimeException failure) {
            throw failure;
        } catch (Exception impossible) {
            throw new IllegalStateException("A filter chain threw what it does not declare", impossible);
        } finally {
            metered.release();
            places.release();
        }
    }

    /** How many requests are in. */
    int inside() {
        return settings.maxRequestsAtOnce() - places.availablePermits();
    }
}
