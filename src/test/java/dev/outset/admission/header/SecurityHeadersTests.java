package dev.outset.admission.header;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityHeadersTests {

    private final SecurityHeaders headers =
            new SecurityHeaders(new HeaderSettings(Duration.ofDays(1), List.of("https://login.example.org")));

    @ParameterizedTest
    @ValueSource(strings = {"/", "/ui/page.js"})
    void permitsTheUiToLoadOwnResourcesOnly(String path) {
        assertThat(headers.of(path, false).get("Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self';")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
    }

    @Test
    void permitsDataToLoadNothing() {
        assertThat(headers.of("/api/v1/vms", false))
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("X-Frame-Options", "DENY")
                .containsEntry("Referrer-Policy", "no-referrer")
                .hasEntrySatisfying(
                        "Content-Security-Policy", policy -> assertThat(policy).startsWith("default-src 'none';"))
                .doesNotContainKey("Strict-Transport-Security");
    }

    @Test
    void permitsSwaggerUiToConnectToConfiguredOrigins() {
        assertThat(headers.of("/swagger-ui/index.html", false).get("Content-Security-Policy"))
                .contains("connect-src 'self' https://login.example.org;")
                .doesNotContain("script-src");
    }

    @Test
    void sendsHstsOverTlsOnly() {
        assertThat(headers.of("/", true)).containsEntry("Strict-Transport-Security", "max-age=86400");
        assertThat(new SecurityHeaders(new HeaderSettings(Duration.ZERO, List.of())).of("/", true))
                .doesNotContainKey("Strict-Transport-Security");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "https://a; script-src *", "javascript:alert(1)", "https://a\r\nX: y"})
    void rejectsInvalidOrigins(String source) {
        HeaderSettings settings = new HeaderSettings(Duration.ZERO, List.of(source));

        assertThat(Validation.buildDefaultValidatorFactory().getValidator().validate(settings))
                .singleElement()
                .satisfies(violation ->
                        assertThat(violation.getPropertyPath().toString()).startsWith("swaggerUiConnect[0]"));
    }
}
