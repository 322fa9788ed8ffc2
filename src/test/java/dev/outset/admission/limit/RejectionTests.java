package dev.outset.admission.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletResponse;

class RejectionTests {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void registersTheMeterEarlyAndCountsEveryRejection() {
        Rejection busy = Rejection.tooManyBodyBytes(1).countedIn(meters);
        assertThat(meters.get("outset.admission.rejected")
                        .tag("reason", "busy")
                        .counter()
                        .count())
                .isZero();

        OverloadException thrown = busy.toException();

        assertThat(thrown.rejection()).isSameAs(busy);
        assertThat(meters.get("outset.admission.rejected")
                        .tag("reason", "busy")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    /** A client that retries after the time in Retry-After must be admitted. */
    @ParameterizedTest
    @CsvSource({"1, 1", "999999999, 1", "1000000000, 1", "1000000001, 2", "2000000000, 2"})
    void roundsRetryAfterUpToSeconds(long nanos, String seconds) throws IOException {
        MockHttpServletResponse response = new MockHttpServletResponse();

        Rejection.rateExceeded(1).retryAfter(Duration.ofNanos(nanos)).write(response);

        assertThat(response.getHeader("Retry-After")).isEqualTo(seconds);
    }

    @Test
    void omitsRetryAfterIfARetryDoesNotHelp() throws IOException {
        MockHttpServletResponse response = new MockHttpServletResponse();

        Rejection.malformed("malformed", "do not retry").write(response);

        assertThat(response.getHeader("Retry-After")).isNull();
        assertThat(response.getContentLength()).isEqualTo(response.getContentAsByteArray().length);
    }
}
