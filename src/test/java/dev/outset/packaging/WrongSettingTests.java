package dev.outset.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.OutsetApplication;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Tests that an invalid setting prevents the start with a message that explains the problem and its solution. */
@ExtendWith(OutputCaptureExtension.class)
class WrongSettingTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            outset.api.page-size=0                | outset.api.page-size is 0: it must be greater than or equal to 1 | OUTSET_API_PAGESIZE
            outset.api.max-body-size=huge         | "is 'huge'"                                                      | OUTSET_API_MAXBODYSIZE
            outset.api.max-body-size=1GB          | outset.api.max-body-size is 1073741824B: it must be at most 64MB  | OUTSET_API_MAXBODYSIZE
            outset.admission.burst=0              | outset.admission.burst is 0: it must be greater than or equal to 1 | OUTSET_ADMISSION_BURST
            outset.headers.swagger-ui-connect=*   | outset.headers.swagger-ui-connect[0] is *: it must be an origin, such as https://login.example.org | OUTSET_HEADERS_SWAGGERUICONNECT
            outset.events.max-age=soon            | "is 'soon'"                                                      | OUTSET_EVENTS_MAXAGE
            outset.events.max-count=0             | outset.events.max-count is 0: it must be greater than or equal to 1 | OUTSET_EVENTS_MAXCOUNT
            outset.audit.max-age=30d              | outset.audit.max-age is PT720H: it must be                        | OUTSET_AUDIT_MAXAGE
            outset.telemetry.statistics-interval=1ms | outset.telemetry.statistics-interval is PT0.001S: it must be  | OUTSET_TELEMETRY_STATISTICSINTERVAL
            """)
    void refusesToStartWithAHelpfulMessage(String setting, String description, String action, CapturedOutput output) {
        assertThatThrownBy(() -> SpringApplication.run(
                        OutsetApplication.class,
                        "--" + setting,
                        "--server.port=0",
                        "--spring.datasource.url=jdbc:h2:mem:wrong;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE"))
                .isInstanceOf(Exception.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains(description)
                .contains(action)
                .contains("docs/settings.md");
    }
}
