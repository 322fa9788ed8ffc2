package dev.outset.admission.limit;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** The limits of a size. */
class AdmissionSettingsTests {

    private static final Validator VALIDATOR =
            Validation.buildDefaultValidatorFactory().getValidator();

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
        assertThat(VALIDATOR.validate(withBodies(bytes))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1023, Integer.MAX_VALUE + 1L})
    void rejectsBodyBytesOutOfLimits(long bytes) {
        assertThat(VALIDATOR.validate(withBodies(bytes)))
                .singleElement()
                .satisfies(violation -> assertThat(violation.getPropertyPath()).hasToString("maxBodyBytes"));
    }
}
