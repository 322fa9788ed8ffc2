package dev.outset.admission.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** The constraints of settings that are not declared by annotations. */
class AdmissionSettingsTests {

    private static AdmissionSettings withBodies(long bytes) {
        return new AdmissionSettings(
                1,
                1,
                Duration.ofMillis(1),
                DataSize.ofBytes(bytes),
                Duration.ofSeconds(1),
                1,
                1,
                1,
                1,
                Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(longs = {1024, Integer.MAX_VALUE})
    void acceptsBodyBytesWithinLimits(long bytes) {
        assertThat(withBodies(bytes).maxBodyBytes()).isEqualTo(DataSize.ofBytes(bytes));
    }

    @ParameterizedTest
    @ValueSource(longs = {1023, Integer.MAX_VALUE + 1L})
    void rejectsBodyBytesOutOfLimits(long bytes) {
        assertThatThrownBy(() -> withBodies(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("outset.admission.max-body-bytes is " + bytes);
    }
}
