package dev.outset.admission.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** Tells and counts who was not let in. Nothing is logged: whoever comes too often would fill the log. */
public final class RejectionWriter {

    private static final String METER = "outset.gate.refused";

    private final MeterRegistry meters;

    public RejectionWriter(MeterRegistry meters) {
        this.meters = meters;
    }

    /** A refusal that will be told often: written here, once, and its meter is there before it is told first. */
    public Prepared prepare(Rejection refusal) {
        return new Prepared(refusal, refusal.body(), meters.counter(METER, "reason", refusal.type()));
    }

    /** Sends what has been counted when it was thrown. */
    public static void send(OverloadException turnedAway, HttpServletResponse response) throws IOException {
        Rejection refusal = turnedAway.refusal();
        write(refusal, refusal.retryAfter(), refusal.body(), response);
    }

    private static void write(Rejection refusal, Duration wait, byte[] body, HttpServletResponse response)
            throws IOException {
        response.setStatus(refusal.status().value());
        if (wait.isPositive()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Rejection.seconds(wait));
        }
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** One refusal, ready to be sent. */
    public static final class Prepared {

        private final Rejection refusal;

        private final byte[] body;

        private final Counter counter;

        private Prepared(Rejection refusal, byte[] body, Counter counter) {
            this.refusal = refusal;
            this.body = body;
            this.counter = counter;
        }

        public void send(HttpServletResponse response) throws IOException {
            send(refusal.retryAfter(), response);
        }

        /** Sends it to whom a wait of their own is told. */
        public void send(Duration wait, HttpServletResponse response) throws IOException {
            counter.increment();
            write(refusal, wait, body, response);
        }

        /** Counts it, for a request that is answered elsewhere. */
        OverloadException turnAway() {
            counter.increment();
            return new OverloadException(refusal);
        }
    }
}
