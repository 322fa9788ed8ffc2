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

/** A service that others could reach does not start without access, and says what to set. */
@ExtendWith(OutputCaptureExtension.class)
class WebSecurityTests {

    @TempDir
    private Path folder;

    private static void startsNot(String... settings) {
        String[] all = java.util.Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = "--server.port=0";
        all[settings.length + 1] = "--spring.datasource.url=jdbc:h2:mem:door;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE";
        assertThatThrownBy(() -> SpringApplication.run(OutsetApplication.class, all))
                .isInstanceOf(Exception.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --server.address=0.0.0.0       | 0.0.0.0 (server.address)
            --server.address=              | every address (server.address)
            --management.server.port=18081 | every address (management.server.address)
            """)
    void refusesToStandOpenToTheNetwork(String setting, String where, CapturedOutput output) {
        startsNot(setting);

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains(where)
                .contains("outset.access.bootstrap-key-file")
                .contains("spring.security.oauth2.resourceserver.jwt.issuer-uri")
                .contains("=127.0.0.1");
    }

    @Test
    void takesNoTokensThatCouldBeForOthers(CapturedOutput output) {
        startsNot("--spring.security.oauth2.resourceserver.jwt.issuer-uri=http://localhost:1");

        assertThat(output).contains("Set spring.security.oauth2.resourceserver.jwt.audiences");
    }

    @Test
    void takesNoShortBootstrapKeyAndDoesNotShowIt(CapturedOutput output) throws Exception {
        startsNot("--outset.access.bootstrap-key-file=" + Files.writeString(folder.resolve("key"), "short-and-secret"));
        startsNot("--outset.access.bootstrap-key=brief-and-secret");
        startsNot("--outset.access.bootstrap-key-file=" + folder.resolve("missing"));

        assertThat(output)
                .contains("outset.access.bootstrap-key-file has not the form of a key")
                .contains("outset.access.bootstrap-key has not the form of a key")
                .contains("outset.access.bootstrap-key-file cannot be read")
                .doesNotContain("and-secret");
    }

    @Test
    void refusesToAskForAccessAndToBeOpenAtOnce(CapturedOutput output) {
        startsNot("--outset.access.required=true", "--outset.access.dangerously-open-to-the-network=true");

        assertThat(output).contains("Leave one of them out");
    }
}
