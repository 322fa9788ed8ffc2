package dev.outset.admission.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletResponse;

class RejectionWriterTests {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final RejectionWriter refusals = new RejectionWriter(meters);

    @Test
    void areAtTheMeterBeforeTheFirstAndCountedHoweverTheyAreTold() throws IOException {
        RejectionWriter.Prepared busy = refusals.prepare(Rejection.tooManyBytes(1));
        assertThat(meters.get("outset.gate.refused")
                        .tag("reason", "busy")
                        .counter()
                        .count())
                .isZero();

        busy.send(new MockHttpServletResponse());
        OverloadException thrown = busy.turnAway();

        assertThat(thrown.refusal()).isEqualTo(Rejection.tooManyBytes(1));
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

        refusals.prepare(Rejection.tooOften(1)).send(Duration.ofNanos(nanos), response);

        assertThat(response.getHeader("Retry-After")).isEqualTo(seconds);
    }

    @Test
    void tellsNobodyToTryAgainWhereThatBringsNothing() throws IOException {
        MockHttpServletResponse response = new MockHttpServletResponse();

        refusals.prepare(Rejection.malformed("It is", "Do not")).send(response);

        assertThat(response.getHeader("Retry-After")).isNull();
        assertThat(response.getContentLength()).isEqualTo(response.getContentAsByteArray().length);
    }
}
