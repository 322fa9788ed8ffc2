package dev.outset.benchmark;

import dev.outset.support.HttpCalls;
import dev.outset.support.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures ten times the load that the limits admit, for a minute each, next to a regular client with its own key.
 *
 * <p>The service runs in a separate process with a heap of 256 MB and requires authentication. Each principal may send
 * 250 requests per second, so that ten times that load can be generated on the same machine; all other settings have
 * their defaults.
 *
 * <ul>
 *   <li><i>Too often</i>: one key sends 2,500 requests per second, alternating between VM lists and simulations of 200
 *       commands, and at the same time one address sends 2,500 requests per second with an unknown key.
 *   <li><i>Too many at once</i>: 1,280 connections of ten keys, each within its rate limit, request a list at the same
 *       moment, once per second.
 * </ul>
 *
 * <p>Requests are sent on a fixed schedule ({@link Flood}), and latency is measured from when a request was due. First,
 * the same floods are sent to a server that only rejects ({@link BareServer}), to determine the overhead of the client.
 * The regular client is measured before, during and after a flood. The service is warmed up for half a minute before
 * that, mostly at the limit. {@code -Doutset.benchmark.java=} adds one Java option of the service, such as
 * {@code -Djdk.virtualThreadScheduler.parallelism=8}.
 */
public final class BeyondLimits {

    /** The garbage collector of the image; the one that Java selects by default on many hosts has longer pauses. */
    private static final List<String> JAVA =
            List.of("-Xmx256m", "-XX:+UseSerialGC", System.getProperty("outset.benchmark.java", "-server"));

    private static final int SECONDS = Integer.getInteger("outset.benchmark.seconds", 60);

    private static final int RATE = 250;

    private static final int TIMES = 10;

    private static final Duration REFERENCE = Duration.ofSeconds(5);

    private static final Duration AT_THE_LIMIT = Duration.ofSeconds(20);

    /** The default of outset.admission.max-requests. */
    private static final int MAX_CONCURRENT = 128;

    /** The target for the 99th percentile of rejections. */
    private static final double GOAL_MILLIS = 100;

    private static final String REGULAR_ADDRESS = "127.0.0.1";

    private static final String BOOTSTRAP = "bootstrap-key-of-the-benchmark-0123456789";

    private static final Flood.Request LIST = new Flood.Request("GET", "/api/v1/vms", "");

    private static final Flood.Request SIMULATION = new Flood.Request(
            "POST",
            "/api/v1/simulations",
            "{\"qemu\": {\"version\": \"11.1\"}, \"commands\": ["
                    + "{\"execute\": \"query-migrate-parameters\"},".repeat(199)
                    + "{\"execute\": \"query-migrate-parameters\"}]}");

    private final int port;

    private final AtomicInteger names = new AtomicInteger();

    private final AtomicLong highestHeap = new AtomicLong();

    private final String regular;

    /**
     * The measurements of the regular client.
     *
     * @param reads the latencies of lists in milliseconds
     * @param verified the times from POST to Verified in milliseconds, including retries
     * @param rejected the number of its requests with status 429 or 503
     */
    private record RegularClient(List<Double> reads, List<Double> verified, int rejected) {}

    private BeyondLimits(int port) {
        this.port = port;
        this.regular = key("regular");
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("outset-benchmark");
        try (ServiceProcess service = ServiceProcess.startWith(
                JAVA,
                folder,
                "--logging.level.root=warn",
                "--outset.access.bootstrap-key=" + BOOTSTRAP,
                "--outset.admission.requests-per-second=" + RATE,
                "--outset.admission.burst=" + RATE,
                "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("outset")
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
                        + ";DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE")) {
            new BeyondLimits(service.port()).run();
        }
    }

    /** Creates a key and returns it as a header line. */
    private String key(String name) {
        String text = new HttpCalls(port)
                .post(
                        "/api/v1/api-keys",
                        "{\"name\": \"" + name + "\", \"role\": \"administrator\"}",
                        "X-API-Key",
                        BOOTSTRAP)
                .json()
                .get("key")
                .asString();
        return "X-API-Key: " + text + "\r\n";
    }

    private void run() throws Exception {
        List<Flood.Source> tooOften = tooOften(TIMES);
        List<Flood.Source> tooManyAtOnce = tooManyAtOnce();
        double bareTooOften;
        double bareTooManyAtOnce;
        try (BareServer bare = new BareServer()) {
            bare.start();
            bareTooOften = reference("too often, bare server", bare, tooOften);
            bareTooManyAtOnce = reference("too many at once, bare server", bare, tooManyAtOnce);
        }
        regular(Duration.ofSeconds(10));
        print("at the limit", new Flood(port, tooOften(1)).run(AT_THE_LIMIT));
        RegularClient before = regular(Duration.ofSeconds(15));
        print("before", before, before);
        flood("too often", tooOften, before, bareTooOften);
        flood("too many at once", tooManyAtOnce, before, bareTooManyAtOnce);
        print("after", regular(Duration.ofSeconds(10)), before);
        System.out.printf("maximum heap in use %d MB of 256 MB%n", highestHeap.get() >> 20);
    }

    /** Returns the 99th percentile of the second of two floods, in milliseconds. */
    private static double reference(String what, BareServer bare, List<Flood.Source> sources) throws Exception {
        print(what, new Flood(bare.port(), sources).run(REFERENCE));
        Flood.Result second = new Flood(bare.port(), sources).run(REFERENCE);
        print(what, second);
        return rejections(second);
    }

    /** Returns the 99th percentile of rejections in milliseconds. */
    private static double rejections(Flood.Result result) {
        return percentile(
                result.answers().stream()
                        .filter(BeyondLimits::isRejection)
                        .map(Flood.Answer::millis)
                        .toList(),
                99);
    }

    private static boolean isRejection(Flood.Answer answer) {
        return answer.status() == 429 || answer.status() == 503;
    }

    private void flood(String what, List<Flood.Source> sources, RegularClient before, double bare) throws Exception {
        Duration time = Duration.ofSeconds(SECONDS);
        Flood flood = new Flood(port, sources);
        try (ExecutorService client = Executors.newSingleThreadExecutor()) {
            Future<Flood.Result> result = client.submit(() -> flood.run(time));
            RegularClient during = regular(time);
            double back = millisUntilNormal(percentile(before.reads(), 99));
            print(what, result.get());
            double rejections = rejections(result.get());
            System.out.printf(
                    "  rejections p99 %.1f ms, %.2f times the bare server's, %.2f times the target%n",
                    rejections, rejections / bare, rejections / GOAL_MILLIS);
            print("during", during, before);
            System.out.printf("  reads within the previous p99 (50 in a row) %.0f ms after the flood%n", back);
        }
    }

    private List<Flood.Source> tooOften(int times) {
        Duration interval = Duration.ofNanos(1_000_000_000 / (RATE * times));
        return List.of(
                new Flood.Source(
                        "127.0.0.2", key("often-" + times), MAX_CONCURRENT, 1, interval, List.of(LIST, SIMULATION)),
                new Flood.Source("127.0.0.3", "X-API-Key: unknown\r\n", MAX_CONCURRENT, 1, interval, List.of(LIST)));
    }

    private List<Flood.Source> tooManyAtOnce() {
        return IntStream.range(0, TIMES)
                .mapToObj(i -> new Flood.Source(
                        "127.0.1." + (i + 1),
                        key("client-" + i),
                        MAX_CONCURRENT,
                        MAX_CONCURRENT,
                        Duration.ofSeconds(1),
                        List.of(LIST)))
                .toList();
    }

    /**
     * Reads twenty times per second and creates at most five VMs per second, each after the previous one is Verified.
     */
    private RegularClient regular(Duration length) throws Exception {
        List<Double> reads = new ArrayList<>();
        List<Double> verified = new ArrayList<>();
        int rejected = 0;
        long end = System.nanoTime() + length.toNanos();
        try (PlainHttp connection = new PlainHttp(REGULAR_ADDRESS, port, regular)) {
            for (int i = 0; System.nanoTime() < end; i++) {
                long round = System.nanoTime();
                PlainHttp.Answer read = connection.send("GET", "/api/v1/vms?limit=20", "");
                if (read.status() == 200) {
                    reads.add(millisSince(round));
                } else {
                    rejected++;
                }
                if (i % 4 == 0) {
                    rejected += toVerified(connection, verified);
                }
                if (i % 20 == 0) {
                    watchHeap(connection);
                }
                waitUntil(round + 50_000_000);
            }
        }
        return new RegularClient(reads, verified, rejected);
    }

    /** Returns how many requests were rejected until the VM was Verified. */
    private int toVerified(PlainHttp connection, List<Double> verified) throws IOException {
        String name = "regular-" + names.incrementAndGet();
        String body = "{\"name\": \"%s\", \"spec\": {\"migration\": {\"incoming\": {\"listen\": \"defer\"}}}}"
                .formatted(name);
        int rejected = 0;
        long start = System.nanoTime();
        while (connection.send("POST", "/api/v1/vms", body).status() != 201) {
            rejected++;
            waitUntil(System.nanoTime() + 100_000_000);
        }
        PlainHttp.Answer seen = connection.send("GET", "/api/v1/vms/" + name, "");
        while (!seen.body().contains("AllParametersMatch")) {
            rejected += seen.status() == 200 ? 0 : 1;
            waitUntil(System.nanoTime() + 10_000_000);
            seen = connection.send("GET", "/api/v1/vms/" + name, "");
        }
        verified.add(millisSince(start));
        return rejected;
    }

    private void watchHeap(PlainHttp connection) throws IOException {
        long used = connection
                .send("GET", "/actuator/prometheus", "")
                .body()
                .lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes") && line.contains("area=\"heap\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
        highestHeap.accumulateAndGet(used, Math::max);
    }

    private double millisUntilNormal(double normal) throws IOException {
        long start = System.nanoTime();
        double lastSlowMillis = 0;
        try (PlainHttp connection = new PlainHttp(REGULAR_ADDRESS, port, regular)) {
            for (int inARow = 0; inARow < 50; inARow++) {
                long sent = System.nanoTime();
                int status = connection.send("GET", "/api/v1/vms?limit=20", "").status();
                if (status != 200 || millisSince(sent) > normal) {
                    inARow = -1;
                    lastSlowMillis = millisSince(start);
                }
                waitUntil(System.nanoTime() + 5_000_000);
            }
        }
        return lastSlowMillis;
    }

    private static void print(String what, Flood.Result result) {
        System.out.printf(
                "%s: %.0f requests per second due, %d without a response, %d broken connections%n",
                what, result.due() / result.seconds(), result.unanswered(), result.broken());
        Map<Integer, List<Double>> byStatus = result.answers().stream()
                .collect(Collectors.groupingBy(
                        Flood.Answer::status,
                        TreeMap::new,
                        Collectors.mapping(Flood.Answer::millis, Collectors.toList())));
        byStatus.forEach((status, times) -> System.out.printf(
                "  status %d: p50 %7.1f ms   p99 %7.1f ms   max %7.1f ms   (%.1f per second)%n",
                status,
                percentile(times, 50),
                percentile(times, 99),
                percentile(times, 100),
                times.size() / result.seconds()));
        List<Integer> slow = slowSeconds(result.answers());
        System.out.printf("  seconds with a p99 of rejections over 100 ms: %d %s%n", slow.size(), slow);
    }

    /** Returns the seconds in which the 99th percentile of rejections missed the target. */
    private static List<Integer> slowSeconds(List<Flood.Answer> answers) {
        Map<Integer, List<Double>> bySecond = answers.stream()
                .filter(BeyondLimits::isRejection)
                .collect(Collectors.groupingBy(
                        Flood.Answer::second,
                        TreeMap::new,
                        Collectors.mapping(Flood.Answer::millis, Collectors.toList())));
        return bySecond.entrySet().stream()
                .filter(second -> percentile(second.getValue(), 99) > GOAL_MILLIS)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static void print(String when, RegularClient regular, RegularClient before) {
        System.out.printf(
                "  regular client %s: reads p50 %.1f ms  p99 %.1f ms (%d); POST to Verified p50 %.1f ms  p99 %.1f ms (%d), %.1f"
                        + " and %.1f times the previous ones; rejected %d times%n",
                when,
                percentile(regular.reads(), 50),
                percentile(regular.reads(), 99),
                regular.reads().size(),
                percentile(regular.verified(), 50),
                percentile(regular.verified(), 99),
                regular.verified().size(),
                percentile(regular.verified(), 50) / percentile(before.verified(), 50),
                percentile(regular.verified(), 99) / percentile(before.verified(), 99),
                regular.rejected());
    }

    private static void waitUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static double percentile(List<Double> times, int percent) {
        double[] sorted = times.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0
                ? Double.NaN
                : sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100.0) - 1)];
    }
}
