package dev.outset.access.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Requests of other sites' pages in a local browser to a loopback service without authentication. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "outset.access.allowed-hosts=outset.test",
            "spring.datasource.url=jdbc:h2:mem:same-site;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                    + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH"
        })
class CrossSiteRequestTests {

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LOCALHOST, 200",
        "127.0.0.1, 200",
        "[::1], 200",
        "outset.localhost, 200",
        "outset.test, 200",
        "evil.example, 403",
        "localhost.evil.example, 403",
        "127.0.0.1.evil.example, 403",
        "evil.example:127.0.0.1, 400"
    })
    void acceptsOnlyLocalAndAllowedHosts(String host, int status) throws IOException {
        assertThat(exchange(
                        "GET /api/v1/vms",
                        host.endsWith("127.0.0.1") && host.contains("evil") ? host : host + ":" + port))
                .startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | Origin: http://evil.example    | 200
            POST   | Origin: http://evil.example    | 403
            POST   | Origin: null                   | 403
            POST   | Origin: http://localhost       | 403
            POST   | Origin: http://localhost:PORT  | 422
            POST   | Sec-Fetch-Site: cross-site     | 403
            POST   | Sec-Fetch-Site: same-site      | 403
            POST   | Sec-Fetch-Site: same-origin    | 422
            POST   | X-Client: not a browser        | 422
            DELETE | Origin: http://evil.example    | 403
            """)
    void rejectsChangesFromOtherSites(String method, String header, int status) throws IOException {
        String path = method.equals("DELETE") ? " /api/v1/vms/db-1" : " /api/v1/vms";

        assertThat(exchange(method + path, "localhost:" + port, header.replace("PORT", Integer.toString(port))))
                .startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @CsvSource({"/livez", "/readyz"})
    void answersProbesForAnyHost(String path) throws IOException {
        assertThat(exchange("GET " + path, "10.0.0.7:" + port)).startsWith("HTTP/1.1 200");
    }

    private String exchange(String line, String host, String... headers) throws IOException {
        String body = line.startsWith("POST") ? "{\"name\": \"No Name\"}" : "";
        String request = line + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n")
                + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
