package dev.outset.admission.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** Sends and counts rejections. They are not logged, because a client over its limit would fill the log. */
public final class RejectionWriter {

    private static final String METER = "outset.admission.rejected";

    private final MeterRegistry meters;

    /** Creates a writer that counts rejections in the given registry. */
    public RejectionWriter(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Prepares a frequent rejection: serializes its body once and registers its meter before the first rejection. */
    public Prepared prepare(Rejection rejection) {
        return new Prepared(rejection, rejection.body(), meters.counter(METER, "reason", rejection.type()));
    }

    /** Sends the rejection of an exception, which was counted when the exception was created. */
    public static void send(OverloadException overload, HttpServletResponse response) throws IOException {
        Rejection rejection = overload.rejection();
        write(rejection, rejection.retryAfter(), rejection.body(), response);
    }

    private static void write(Rejection rejection, Duration wait, byte[] body, HttpServletResponse response)
            throws IOException {
        response.setStatus(rejection.status().value());
        if (wait.isPositive()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Rejection.seconds(wait));
        }
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** A rejection that is ready to be sent. */
    public static final class Prepared {

        private final Rejection rejection;

        private final byte[] body;

        private final Counter counter;

        private Prepared(Rejection rejection, byte[] body, Counter counter) {
            this.rejection = rejection;
            this.body = body;
            this.counter = counter;
        }

        /** Counts and sends the rejection. */
        public void send(HttpServletResponse response) throws IOException {
            send(rejection.retryAfter(), response);
        }

        /** Counts and sends the rejection with a client-specific Retry-After. */
        public void send(Duration wait, HttpServletResponse response) throws IOException {
            counter.increment();
            write(rejection, wait, body, response);
        }

        /** Counts the rejection and returns the exception to throw. */
        OverloadException toException() {
            counter.increment();
            return new OverloadException(rejection);
        }
    }
}
