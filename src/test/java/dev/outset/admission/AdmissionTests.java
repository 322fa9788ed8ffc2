package dev.outset.admission;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.HttpCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A service with authentication, a burst of 100 requests and one request per second for each client. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:admission;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                    + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH",
            "outset.access.bootstrap-key=" + AdmissionTests.KEY,
            "outset.admission.requests-per-second=1",
            "outset.admission.burst=100"
        })
class AdmissionTests {

    static final String KEY = "bootstrap-key-of-admission-0123456789";

    @LocalServerPort
    private int port;

    /** Tomcat itself rejects the request, before any filter. */
    @Test
    void assignsAnIdToMalformedRequests() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("GET /a|b HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);

            assertThat(answer)
                    .startsWith("HTTP/1.1 400")
                    .containsPattern("X-Request-Id: [0-9a-f]{32}\r\n")
                    .contains("urn:outset:problem:malformed-request");
        }
    }

    @Test
    void rejectsKeyGuessesAndServesAuthenticatedClientsOfTheSameAddress() {
        HttpCalls http = new HttpCalls(port);
        assertThat(http.get("/api/v1/vms", "X-API-Key", KEY).status()).isEqualTo(200);

        List<HttpCalls.Answer> guesses = Stream.iterate(0, i -> i + 1)
                .limit(10_000)
                .map(i -> http.get("/api/v1/vms", "X-API-Key", "guess-" + i))
                .takeWhile(answer -> answer.status() == 401)
                .toList();
        HttpCalls.Answer refused = http.get("/api/v1/vms", "X-API-Key", "guess");

        assertThat(guesses).hasSizeBetween(99, 9_999);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(refused.header("X-Request-Id")).matches("[0-9a-f]{32}");
        assertThat(http.get("/api/v1/vms", "X-API-Key", "guess", "X-Request-Id", "mine")
                        .header("X-Request-Id"))
                .isEqualTo("mine");
        assertThat(refused.text()).contains("outset.admission.requests-per-second");
        assertThat(http.get("/actuator/prometheus", "X-API-Key", KEY).text())
                .contains("outset_admission_rejected_total{application=\"outset\",reason=\"too-many-requests\"}")
                .containsPattern("http_server_requests_seconds_count\\{.*status=\"401\"")
                .doesNotContainPattern("http_server_requests_seconds_count\\{.*status=\"429\"");
        assertThat(http.get("/livez").status()).isEqualTo(200);
        assertThat(http.get("/api/v1/vms", "X-API-Key", KEY).status()).isEqualTo(200);
    }
}
