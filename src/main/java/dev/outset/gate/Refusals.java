package dev.outset.gate;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** Tells and counts who was not let in. Nothing is logged: whoever comes too often would fill the log. */
final class Refusals {

    private static final String METER = "outset.gate.refused";

    private final MeterRegistry meters;

    Refusals(MeterRegistry meters) {
        this.meters = meters;
    }

    /** A refusal that will be told often: written here, once, and its meter is there before it is told first. */
    Prepared prepare(Refusal refusal) {
        return new Prepared(refusal, refusal.body(), meters.counter(METER, "reason", refusal.type()));
    }

    /** Sends what has been counted when it was thrown. */
    static void send(TurnedAwayException turnedAway, HttpServletResponse response) throws IOException {
        Refusal refusal = turnedAway.refusal();
        write(refusal, refusal.retryAfter(), refusal.body(), response);
    }

    private static void write(Refusal refusal, Duration wait, byte[] body, HttpServletResponse response)
            throws IOException {
        response.setStatus(refusal.status().value());
        if (wait.isPositive()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Refusal.seconds(wait));
        }
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** One refusal, ready to be sent. */
    static final class Prepared {

        private final Refusal refusal;

        private final byte[] body;

        private final Counter counter;

        private Prepared(Refusal refusal, byte[] body, Counter counter) {
            this.refusal = refusal;
            this.body = body;
            this.counter = counter;
        }

        void send(HttpServletResponse response) throws IOException {
            send(refusal.retryAfter(), response);
        }

        /** Sends it to whom a wait of their own is told. */
        void send(Duration wait, HttpServletResponse response) throws IOException {
            counter.increment();
            write(refusal, wait, body, response);
        }

        /** Counts it, for a request that is answered elsewhere. */
        TurnedAwayException turnAway() {
            counter.increment();
            return new TurnedAwayException(refusal);
        }
    }
}
