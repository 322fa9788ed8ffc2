package dev.outset.access.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.OutsetApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * A service that is reachable from the network does not start without authentication, and reports what to configure.
 */
@ExtendWith(OutputCaptureExtension.class)
class WebSecurityTests {

    @TempDir
    private Path directory;

    private static void assertFailsToStart(String... settings) {
        String[] all = java.util.Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = "--server.port=0";
        all[settings.length + 1] =
                "--spring.datasource.url=jdbc:h2:mem:security;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE";
        assertThatThrownBy(() -> SpringApplication.run(OutsetApplication.class, all))
                .isInstanceOf(Exception.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --server.address=0.0.0.0       | 0.0.0.0 (server.address)
            --server.address=              | all addresses (server.address)
            --management.server.port=18081 | all addresses (management.server.address)
            """)
    void refusesToListenOnTheNetworkWithoutAuthentication(String setting, String where, CapturedOutput output) {
        assertFailsToStart(setting);

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains(where)
                .contains("outset.access.bootstrap-key-file")
                .contains("spring.security.oauth2.resourceserver.jwt.issuer-uri")
                .contains("=127.0.0.1");
    }

    @Test
    void refusesToAcceptTokensWithoutAnAudience(CapturedOutput output) {
        assertFailsToStart("--spring.security.oauth2.resourceserver.jwt.issuer-uri=http://localhost:1");

        assertThat(output).contains("Set spring.security.oauth2.resourceserver.jwt.audiences");
    }

    @Test
    void rejectsInvalidBootstrapKeysWithoutRevealingThem(CapturedOutput output) throws Exception {
        assertFailsToStart("--outset.access.bootstrap-key-file="
                + Files.writeString(directory.resolve("key"), "short-and-secret"));
        assertFailsToStart("--outset.access.bootstrap-key=brief-and-secret");
        assertFailsToStart("--outset.access.bootstrap-key-file=" + directory.resolve("missing"));

        assertThat(output)
                .contains("outset.access.bootstrap-key-file is not a valid key")
                .contains("outset.access.bootstrap-key is not a valid key")
                .contains("outset.access.bootstrap-key-file cannot be read")
                .doesNotContain("and-secret");
    }

    @Test
    void rejectsAuthenticationWithUnauthenticatedNetworkAccess(CapturedOutput output) {
        assertFailsToStart(
                "--outset.access.required=true", "--outset.access.allow-unauthenticated-network-access=true");

        assertThat(output).contains("Remove one of the two");
    }
}
