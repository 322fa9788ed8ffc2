package dev.outset.gate;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Last of all: only so many requests do their work at the same time, and the others that were let in wait for their turn,
 * which goes round among the subjects. A virtual thread gives its carrier away only where it waits, so requests that compute
 * would make every refusal wait; those that wait here cost nothing.
 */
final class WorkFilter extends OncePerRequestFilter {

    private final Duration patience;

    private final Refusals.Prepared waitedTooLong;

    private final Turns turns;

    private final Precedence precedence;

    WorkFilter(GateSettings settings, Turns turns, Precedence precedence, Refusals refusals) {
        this.patience = settings.maxWait();
        this.waitedTooLong = refusals.prepare(Refusal.waitedTooLong(settings.maxWait()));
        this.precedence = precedence;
        this.turns = turns;
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
        if (!takesTurn(Subjects.of(request))) {
            waitedTooLong.send(response);
            return;
        }
        try {
            precedence.letOthersPass();
            chain.doFilter(request, response);
        } finally {
            turns.giveBack();
        }
    }

    private boolean takesTurn(String subject) {
        try {
            return turns.take(subject, patience);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
