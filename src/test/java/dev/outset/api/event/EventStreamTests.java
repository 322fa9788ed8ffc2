package dev.outset.api.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.store.event.EventDraft;
import dev.outset.store.event.EventLog;
import dev.outset.support.HttpCalls;
import dev.outset.support.PostgreSqlConnection;
import dev.outset.vm.VmName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Server-sent events over HTTP, on PostgreSQL. */
@Import(PostgreSqlConnection.class)
@DirtiesContext
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"outset.watch.keep-alive=50ms", "outset.watch.poll-interval=5ms", "outset.watch.max-streams=3"})
@Timeout(60)
class EventStreamTests {

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private EventLog log;

    @Autowired
    private PlatformTransactionManager transactions;

    /** A client of a stream, which reads line by line. */
    private static final class Reader implements AutoCloseable {

        private final BufferedReader lines;

        private final HttpResponse<InputStream> response;

        private Reader(HttpResponse<InputStream> response) {
            this.response = response;
            this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        }

        String next(String prefix) throws IOException {
            String line = lines.readLine();
            while (line != null && !line.startsWith(prefix)) {
                line = lines.readLine();
            }
            return String.valueOf(line);
        }

        List<String> ids(int count) throws IOException {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ids.add(next("id: ").substring(4));
            }
            return ids;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    private Reader open(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
                .header("Accept", "text/event-stream");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return new Reader(client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    /** Retries until a stream is available: the service notices a closed connection only on its next write. */
    private Reader watch(String path, String... headers) throws IOException, InterruptedException {
        Reader reader = open(path, headers);
        while (reader.response.statusCode() == 503) {
            reader.close();
            reader = open(path, headers);
        }
        return reader;
    }

    @Test
    void streamsPastAndNewEvents() throws Exception {
        append("streams", "First");
        try (Reader reader = watch("/vms/streams/events")) {
            assertThat(reader.response.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            assertThat(reader.next("data: ")).contains("\"reason\":\"First\"", "\"vm\":\"streams\"");
            append("streams", "Second");
            assertThat(reader.next("data: ")).contains("\"reason\":\"Second\"");
        }
    }

    @Test
    void resumesAfterLastEventId() throws Exception {
        append("resumes", "A");
        append("resumes", "B");
        append("resumes", "C");
        List<String> ids;
        try (Reader reader = watch("/vms/resumes/events")) {
            ids = reader.ids(3);
        }
        try (Reader reader = watch("/vms/resumes/events", "Last-Event-ID", ids.getFirst())) {
            assertThat(reader.ids(2)).isEqualTo(ids.subList(1, 3));
        }
        try (Reader reader = watch("/events?since=" + ids.get(1))) {
            assertThat(reader.ids(1)).isEqualTo(ids.subList(2, 3));
        }
    }

    @Test
    void sendsKeepAlive() throws Exception {
        try (Reader reader = watch("/events?since=latest")) {
            assertThat(reader.next(":")).isEqualTo(": keep-alive");
        }
    }

    @Test
    void returnsJsonUnlessEventStreamIsAccepted() {
        HttpCalls http = new HttpCalls(port);

        assertThat(Stream.of("*/*", "application/json")
                        .map(accept -> http.get("/api/v1/events?limit=1", "Accept", accept)
                                .header("Content-Type")))
                .allMatch(type -> type.startsWith("application/json"));
        assertThat(http.get("/api/v1/events?limit=1").header("Content-Type")).startsWith("application/json");
    }

    @Test
    void rejectsInvalidCursor() {
        HttpCalls.Answer answer =
                new HttpCalls(port).get("/api/v1/events?since=yesterday", "Accept", "text/event-stream");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/violations/0/pointer").asString()).isEqualTo("since");
    }

    @Test
    void rejectsStreamsBeyondLimitWithRetryAfter() throws Exception {
        List<Reader> readers = new ArrayList<>();
        try {
            Reader next = open("/events?since=latest");
            while (next.response.statusCode() == 200 && readers.size() < 10) {
                readers.add(next);
                next = open("/events?since=latest");
            }
            readers.add(next);
            assertThat(next.response.statusCode()).isEqualTo(503);
            assertThat(next.response.headers().firstValue("Retry-After")).isPresent();
        } finally {
            for (Reader reader : readers) {
                reader.close();
            }
        }
        try (Reader reader = watch("/events?since=latest")) {
            assertThat(reader.response.statusCode()).isEqualTo(200);
        }
    }

    private void append(String vm, String reason) {
        new TransactionTemplate(transactions)
                .executeWithoutResult(transaction -> log.append(List.of(new EventDraft(
                        new VmName(vm),
                        Instant.parse("2026-01-01T00:00:00Z"),
                        EventDraft.Type.NORMAL,
                        reason,
                        "m",
                        1))));
    }
}
