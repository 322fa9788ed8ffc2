package dev.outset.gate;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Last of all: only so many requests do their work at the same time, and the others that were let in wait for their turn, in
 * the order of coming. A virtual thread gives its carrier away only where it waits, so requests that compute would make every
 * refusal wait; those that wait here cost nothing.
 */
final class WorkFilter extends OncePerRequestFilter {

    private final GateSettings settings;

    private final Refusals refusals;

    private final Semaphore turns;

    WorkFilter(GateSettings settings, Refusals refusals) {
        this.settings = settings;
        this.refusals = refusals;
        this.turns = new Semaphore(settings.maxRequestsAtWork(), true);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        switch (Kind.of(request)) {
            case PROBE, STREAM, SIMULATION -> chain.doFilter(request, response);
            case REQUEST -> work(request, response, chain);
        }
    }

    private void work(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!takesTurn()) {
            refusals.send(Refusal.waitedTooLong(settings.maxWait()), response);
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            turns.release();
        }
    }

    private boolean takesTurn() {
        try {
            return turns.tryAcquire(settings.maxWait().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How many requests wait for their turn; an estimate. */
    int waiting() {
        return turns.getQueueLength();
    }
}
