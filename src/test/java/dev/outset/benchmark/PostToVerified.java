package dev.outset.benchmark;

import dev.outset.OutsetApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures the time from POST to Verified over HTTP, sequentially and concurrently, compared with a plain insert into
 * the same database. The service runs in this JVM with default settings and a new database file.
 */
public final class PostToVerified {

    private static final int SEQUENTIAL = Integer.getInteger("outset.benchmark.posts", 500);

    private static final int CONCURRENT = Integer.getInteger("outset.benchmark.together", 1000);

    private static final int CLIENTS = 8;

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final HttpClient client = HttpClient.newHttpClient();

    private final JsonMapper mapper = JsonMapper.shared();

    private final URI vms;

    private final DataSource database;

    private PostToVerified(URI vms, DataSource database) {
        this.vms = vms;
        this.database = database;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("outset-benchmark");
        SpringApplication application = new SpringApplication(OutsetApplication.class);
        try (ConfigurableApplicationContext context = application.run(
                "--server.port=0",
                "--logging.level.root=warn",
                "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("outset")
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
                        + ";DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE")) {
            String port = context.getEnvironment().getProperty("local.server.port");
            new PostToVerified(
                            URI.create("http://127.0.0.1:" + port + "/api/v1/vms"), context.getBean(DataSource.class))
                    .run();
        }
    }

    private void run() throws Exception {
        warmUp();
        double[] inserts = plainInserts(SEQUENTIAL);
        double[] posts = IntStream.range(0, SEQUENTIAL)
                .mapToDouble(i -> toVerified("one-" + i))
                .toArray();
        double seconds = runConcurrently();
        print("plain insert, committed (ms)", inserts);
        print("POST to Verified, sequential (ms)", posts);
        System.out.printf(
                "ratio of the medians: %.1f plain inserts%n", percentile(posts, 50) / percentile(inserts, 50));
        System.out.printf("%d posted concurrently, all Verified after %.2f s%n", CONCURRENT, seconds);
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                "heap in use afterwards %d MB, limit %d MB%n",
                (runtime.totalMemory() - runtime.freeMemory()) >> 20, runtime.maxMemory() >> 20);
    }

    private void warmUp() {
        for (int i = 0; i < 200; i++) {
            toVerified("warm-" + i);
        }
    }

    private double toVerified(String name) {
        long start = System.nanoTime();
        post(name);
        awaitTrue(() -> isVerified(name), "VM " + name + " is not Verified");
        return millisSince(start);
    }

    private double runConcurrently() throws ExecutionException, InterruptedException {
        long start = System.nanoTime();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> posts = IntStream.range(0, CONCURRENT)
                    .<Future<?>>mapToObj(i -> clients.submit(() -> post("all-" + i)))
                    .toList();
            for (Future<?> post : posts) {
                post.get();
            }
        }
        awaitTrue(() -> countUnverified() == 0, "Not every VM is Verified");
        return millisSince(start) / 1000;
    }

    private void post(String name) {
        String body = """
                {"name": "%s", "labels": {"run": "benchmark"}, "spec": {"qemu": {"version": "11.1"},
                 "migration": {"incoming": {"listen": "defer"},
                  "early": {"multifd-channels": 8, "downtime-limit": "500ms"}, "live": {"max-bandwidth": "1GiB/s"},
                  "capabilities": {"multifd": true}}}}
                """.formatted(name);
        HttpResponse<String> response = send(HttpRequest.newBuilder(vms)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
        if (response.statusCode() != 201) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
    }

    private boolean isVerified(String name) {
        JsonNode vm = get(URI.create(vms + "/" + name));
        return vm.path("status")
                .path("conditions")
                .valueStream()
                .anyMatch(condition -> condition.path("type").asString().equals("Verified")
                        && condition.path("status").asString().equals("True"));
    }

    private int countUnverified() {
        JsonNode page = get(URI.create(vms + "?condition=Verified:Unknown&limit=1"));
        JsonNode other = get(URI.create(vms + "?condition=Verified:False&limit=1"));
        return page.path("items").size() + other.path("items").size();
    }

    private JsonNode get(URI uri) {
        return mapper.readTree(send(HttpRequest.newBuilder(uri).build()).body());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private double[] plainInserts(int count) throws SQLException {
        double[] times = new double[count];
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table benchmark_row (name varchar(63) primary key, body varchar)");
            PreparedStatement insert = connection.prepareStatement("insert into benchmark_row values (?, ?)");
            for (int i = 0; i < count; i++) {
                long start = System.nanoTime();
                insert.setString(1, "row-" + i);
                insert.setString(2, "x".repeat(1000));
                insert.executeUpdate();
                times[i] = millisSince(start);
            }
            statement.execute("drop table benchmark_row");
        }
        return times;
    }

    private static void awaitTrue(java.util.function.BooleanSupplier condition, String message) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(message + " within " + TIMEOUT);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static void print(String what, double[] times) {
        System.out.printf(
                "%-45s p50 %8.2f   p99 %8.2f   max %8.2f   (%d)%n",
                what, percentile(times, 50), percentile(times, 99), percentile(times, 100), times.length);
    }

    private static double percentile(double[] times, int percent) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100.0) - 1)];
    }
}
