package dev.outset.chaos;

import dev.outset.support.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The replicas, and calls to a random one of them. */
final class Fleet implements AutoCloseable {

    static final int REPLICAS = 3;

    private static final int ATTEMPTS = 5;

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    private final Path folder;

    private final String databaseUrl;

    private final AtomicReferenceArray<ServiceProcess> replicas = new AtomicReferenceArray<>(REPLICAS);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CALL_TIMEOUT).build();

    Fleet(Path folder, String databaseUrl) {
        this.folder = folder;
        this.databaseUrl = databaseUrl;
        // Started concurrently, so that they compete to create the schema.
        IntStream.range(0, REPLICAS).parallel().forEach(this::start);
    }

    /** Starts a replica; if it exits because the database is unavailable, starts it again like a supervisor. */
    void start(int index) {
        IOException last = new IOException("not tried");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                replicas.set(index, start());
                return;
            } catch (IOException failure) {
                last = failure;
            }
        }
        throw new UncheckedIOException(last);
    }

    private ServiceProcess start() throws IOException {
        return ServiceProcess.start(
                folder,
                "--spring.datasource.url=" + databaseUrl,
                "--spring.datasource.username=postgres",
                "--spring.datasource.hikari.connection-timeout=2000",
                "--db-scheduler.heartbeat-interval=1s",
                "--outset.reconcile.resync-interval=5s");
    }

    ServiceProcess replica(int index) {
        return replicas.get(index);
    }

    /** Returns the response; empty if there was none in time, in which case the effect of the call is unknown. */
    Optional<HttpResponse<String>> call(
            RandomGenerator random, String method, String path, String body, String... headers) {
        int port = replicas.get(random.nextInt(REPLICAS)).port();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
                .timeout(CALL_TIMEOUT)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return Optional.of(client.send(request.build(), HttpResponse.BodyHandlers.ofString()))
                    .filter(answer -> answer.statusCode() != 503);
        } catch (IOException broken) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a response", interrupted);
        }
    }

    /** Opens an event stream at a random replica. */
    HttpResponse<java.io.InputStream> stream(RandomGenerator random, String since)
            throws IOException, InterruptedException {
        int port = replicas.get(random.nextInt(REPLICAS)).port();
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/events?since=" + since))
                        .timeout(CALL_TIMEOUT)
                        .header("Accept", "text/event-stream")
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    @Override
    public void close() {
        for (int i = 0; i < REPLICAS; i++) {
            ServiceProcess replica = replicas.get(i);
            if (replica != null) {
                replica.kill();
            }
        }
    }
}
