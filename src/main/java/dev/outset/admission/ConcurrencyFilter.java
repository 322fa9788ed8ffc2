package dev.outset.admission;

import dev.outset.admission.connection.BufferedResponse;
import dev.outset.admission.connection.MaxBodySize;
import dev.outset.admission.connection.MeteredRequest;
import dev.outset.admission.limit.AdmissionSettings;
import dev.outset.admission.limit.ByteBudget;
import dev.outset.admission.limit.ClientKeys;
import dev.outset.admission.limit.FairSemaphore;
import dev.outset.admission.limit.OverloadException;
import dev.outset.admission.limit.Rejection;
import dev.outset.admission.limit.RejectionWriter;
import dev.outset.admission.limit.RequestKind;
import dev.outset.admission.limit.YieldPolicy;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

/**
 * Last of all: only so many requests do their work at the same time, and the others that were let in wait for their turn,
 * which goes round among the subjects. A virtual thread gives its carrier away only where it waits, so requests that compute
 * would make every refusal wait; those that wait here cost nothing. A turn is for work alone: the body is there before it is
 * taken, and the answer is written after it has been given back, so that a slow client keeps it from nobody.
 */
final class ConcurrencyFilter extends OncePerRequestFilter {

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    /** Room that there has to be before work begins: refused afterwards, a change would be made and not be answered. */
    private static final int RESERVED = 1 << 20;

    private final Duration patience;

    private final RejectionWriter.Prepared waitedTooLong;

    private final FairSemaphore turns;

    private final YieldPolicy precedence;

    private final ByteBudget answers;

    private final int longestBody;

    ConcurrencyFilter(
            AdmissionSettings settings,
            FairSemaphore turns,
            YieldPolicy precedence,
            ByteBudget answers,
            MaxBodySize longestBody,
            RejectionWriter refusals) {
        this.patience = settings.maxWait();
        this.waitedTooLong = refusals.prepare(Rejection.waitedTooLong(settings.maxWait()));
        this.precedence = precedence;
        this.turns = turns;
        this.answers = answers;
        this.longestBody = (int) longestBody.size().toBytes();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String subject = ClientKeys.of(request);
        switch (RequestKind.of(request)) {
            case PROBE, STREAM -> chain.doFilter(request, response);
            case FILE -> serve(request, BufferedResponse.writtenThrough(response, answers, subject), chain, () -> {});
            case SIMULATION -> serve(request, simulated(response, subject), chain, () -> {});
            case REQUEST -> work(subject, request, response, chain);
        }
    }

    /** It changes nothing, and what it is written from takes several times its length: it is refused where there is no room. */
    private BufferedResponse simulated(HttpServletResponse response, String subject) {
        return new BufferedResponse(response, answers, subject, () -> {
            throw answers.refusal();
        });
    }

    private void work(String subject, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            receiveBody(request);
        } catch (OverloadException turnedAway) {
            RejectionWriter.send(turnedAway, response);
            return;
        }
        Turn turn = takeTurn(subject);
        if (turn == null) {
            waitedTooLong.send(response);
            return;
        }
        BufferedResponse held = new BufferedResponse(response, answers, subject, turn::giveBack);
        try {
            held.reserve(RESERVED);
            precedence.letOthersPass();
        } catch (OverloadException turnedAway) {
            turn.giveBack();
            RejectionWriter.send(turnedAway, response);
            return;
        }
        serve(request, held, chain, turn::giveBack);
    }

    private static void serve(HttpServletRequest request, BufferedResponse held, FilterChain chain, Runnable whenDone)
            throws ServletException, IOException {
        try {
            try {
                chain.doFilter(request, held);
            } finally {
                whenDone.run();
            }
            held.send();
        } finally {
            held.release();
        }
    }

    private void receiveBody(HttpServletRequest request) throws IOException {
        MeteredRequest metered = WebUtils.getNativeRequest(request, MeteredRequest.class);
        if (metered != null && WITH_BODY.contains(request.getMethod())) {
            metered.receive(longestBody);
        }
    }

    private @Nullable Turn takeTurn(String subject) {
        try {
            return turns.take(subject, patience) ? new Turn(subject) : null;
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** A turn that is held, and given back once. */
    private final class Turn {

        private final String subject;

        private boolean isHeld = true;

        private Turn(String subject) {
            this.subject = subject;
        }

        private void giveBack() {
            if (isHeld) {
                isHeld = false;
                turns.giveBack(subject);
            }
        }
    }
}
