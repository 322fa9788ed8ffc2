package dev.outset.gate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * Tells and counts who was not let in. Nothing is logged: whoever comes too often would fill the log. What is told often is
 * written once and kept.
 */
final class Refusals {

    private static final String METER = "outset.gate.refused";

    /** There are some ten that speak of limits; those that quote a request differ. */
    private static final int KEPT = 64;

    private final MeterRegistry meters;

    private final Cache<Refusal, Answer> answers =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    private static final class Answer {

        private final byte[] body;

        private final Counter counter;

        private Answer(byte[] body, Counter counter) {
            this.body = body;
            this.counter = counter;
        }
    }

    Refusals(MeterRegistry meters) {
        this.meters = meters;
    }

    void send(Refusal refusal, HttpServletResponse response) throws IOException {
        send(refusal, refusal.retryAfter(), response);
    }

    void send(Refusal refusal, Duration wait, HttpServletResponse response) throws IOException {
        Answer answer = answers.get(refusal, this::answer);
        answer.counter.increment();
        response.setStatus(refusal.status().value());
        if (wait.isPositive()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Refusal.seconds(wait));
        }
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(answer.body.length);
        response.getOutputStream().write(answer.body);
    }

    private Answer answer(Refusal refusal) {
        return new Answer(refusal.body(), meters.counter(METER, "reason", refusal.type()));
    }
}
