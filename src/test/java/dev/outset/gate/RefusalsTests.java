package dev.outset.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletResponse;

class RefusalsTests {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final Refusals refusals = new Refusals(meters);

    @Test
    void areAtTheMeterBeforeTheFirstAndCountedHoweverTheyAreTold() throws IOException {
        Refusals.Prepared busy = refusals.prepare(Refusal.tooManyBytes(1));
        assertThat(meters.get("outset.gate.refused")
                        .tag("reason", "busy")
                        .counter()
                        .count())
                .isZero();

        busy.send(new MockHttpServletResponse());
        TurnedAwayException thrown = busy.turnAway();

        assertThat(thrown.refusal()).isEqualTo(Refusal.tooManyBytes(1));
        assertThat(meters.get("outset.gate.refused")
                        .tag("reason", "busy")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    /** Whoever comes back on the second that they were told is let in. */
    @ParameterizedTest
    @CsvSource({"1, 1", "999999999, 1", "1000000000, 1", "1000000001, 2", "2000000000, 2"})
    void tellsWholeSecondsRoundedUp(long nanos, String seconds) throws IOException {
        MockHttpServletResponse response = new MockHttpServletResponse();

        refusals.prepare(Refusal.tooOften(1)).send(Duration.ofNanos(nanos), response);

        assertThat(response.getHeader("Retry-After")).isEqualTo(seconds);
    }

    @Test
    void tellsNobodyToTryAgainWhereThatBringsNothing() throws IOException {
        MockHttpServletResponse response = new MockHttpServletResponse();

        refusals.prepare(Refusal.malformed("It is", "Do not")).send(response);

        assertThat(response.getHeader("Retry-After")).isNull();
        assertThat(response.getContentLength()).isEqualTo(response.getContentAsByteArray().length);
    }
}
