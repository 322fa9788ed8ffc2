package dev.outset.benchmark;

import dev.outset.support.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Ten times what the limits let in, for a minute, beside an honest client. The service is a process of its own with 256 MB;
 * each subject may send 250 requests a second, so that ten times that can be made on the machine that is measured, and
 * everything else has its default. Two subjects flood it over ten times as many connections as there are places: one with
 * lists, one with simulations of 200 commands. The same honest client is measured before, during and after.
 */
public final class BeyondLimits {

    private static final int SECONDS = Integer.getInteger("outset.benchmark.seconds", 60);

    private static final int RATE = 250;

    private static final int TIMES = 10;

    /** Ten times the default of outset.gate.max-requests-at-once. */
    private static final int CONNECTIONS = TIMES * 128;

    private static final String HONEST = "127.0.0.1";

    private static final List<String> FLOODERS = List.of("127.0.0.2", "127.0.0.3");

    private static final String SIMULATION = "{\"qemu\": {\"version\": \"11.1\"}, \"commands\": ["
            + "{\"execute\": \"query-migrate-parameters\"},".repeat(199)
            + "{\"execute\": \"query-migrate-parameters\"}]}";

    private final int port;

    private final AtomicInteger names = new AtomicInteger();

    private volatile boolean flooding;

    private final Queue<Sample> flood = new ConcurrentLinkedQueue<>();

    private final AtomicInteger broken = new AtomicInteger();

    private final AtomicLong highestHeap = new AtomicLong();

    /**
     * One answer.
     *
     * @param status the status code
     * @param millis how long it took
     */
    private record Sample(int status, double millis) {}

    /**
     * What the honest client saw.
     *
     * @param reads answers to a list
     * @param verified from POST to Verified, 503 and waiting included
     * @param turnedAway how many of its requests got 429 or 503
     */
    private record Honest(List<Double> reads, List<Double> verified, int turnedAway) {}

    private BeyondLimits(int port) {
        this.port = port;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("outset-benchmark");
        try (ServiceProcess service = ServiceProcess.start(
                folder,
                "--logging.level.root=warn",
                "--outset.gate.requests-per-second=" + RATE,
                "--outset.gate.burst=" + RATE,
                "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("outset")
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
                        + ";DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE")) {
            new BeyondLimits(service.port()).run();
        }
    }

    private void run() throws Exception {
        honest(Duration.ofSeconds(15));
        Honest before = honest(Duration.ofSeconds(15));
        Honest during = beside(() -> honest(Duration.ofSeconds(SECONDS)));
        double back = millisUntilNormal(percentile(before.reads(), 99));
        Honest after = honest(Duration.ofSeconds(10));
        printFlood();
        print("before", before);
        print("during", during);
        print("after", after);
        System.out.printf(
                "verified during / before: p50 %.1f times, p99 %.1f times%n",
                percentile(during.verified(), 50) / percentile(before.verified(), 50),
                percentile(during.verified(), 99) / percentile(before.verified(), 99));
        System.out.printf("reads as fast as before (their p99, 50 in a row) %.0f ms after the flood%n", back);
        System.out.printf("highest heap in use %d MB of 256 MB%n", highestHeap.get() >> 20);
    }

    private Honest beside(java.util.concurrent.Callable<Honest> client) throws Exception {
        flooding = true;
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                int number = i;
                running.add(clients.submit(() -> flood(number)));
            }
            try {
                return client.call();
            } finally {
                flooding = false;
                for (Future<?> one : running) {
                    one.get();
                }
            }
        }
    }

    /** One connection's share of the flood, at a steady pace; what is late is sent at once. */
    private void flood(int number) {
        String from = FLOODERS.get(number % FLOODERS.size());
        boolean simulates = number % FLOODERS.size() == 1;
        long interval = 1_000_000_000L * CONNECTIONS / (FLOODERS.size() * (long) RATE * TIMES);
        long next = System.nanoTime() + interval * number / CONNECTIONS;
        while (flooding) {
            try (PlainHttp connection = new PlainHttp(from, port)) {
                while (flooding) {
                    waitUntil(next);
                    next = Math.max(next + interval, System.nanoTime() - interval);
                    long start = System.nanoTime();
                    int status = simulates
                            ? connection
                                    .send("POST", "/api/v1/simulations", SIMULATION)
                                    .status()
                            : connection.send("GET", "/api/v1/vms", "").status();
                    flood.add(new Sample(status, millisSince(start)));
                }
            } catch (IOException refused) {
                broken.incrementAndGet();
                waitUntil(System.nanoTime() + interval);
            }
        }
    }

    /** Reads twenty times a second and creates five VMs a second, as fast as they are Verified. */
    private Honest honest(Duration length) throws Exception {
        List<Double> reads = new ArrayList<>();
        List<Double> verified = new ArrayList<>();
        int turnedAway = 0;
        long end = System.nanoTime() + length.toNanos();
        try (PlainHttp connection = new PlainHttp(HONEST, port)) {
            for (int i = 0; System.nanoTime() < end; i++) {
                long round = System.nanoTime();
                PlainHttp.Answer read = connection.send("GET", "/api/v1/vms?limit=20", "");
                if (read.status() == 200) {
                    reads.add(millisSince(round));
                } else {
                    turnedAway++;
                }
                if (i % 4 == 0) {
                    turnedAway += toVerified(connection, verified);
                }
                if (i % 20 == 0) {
                    watchHeap(connection);
                }
                waitUntil(round + 50_000_000);
            }
        }
        return new Honest(reads, verified, turnedAway);
    }

    /** How often it was turned away on the way. */
    private int toVerified(PlainHttp connection, List<Double> verified) throws IOException {
        String name = "honest-" + names.incrementAndGet();
        String body = "{\"name\": \"%s\", \"spec\": {\"migration\": {\"incoming\": {\"listen\": \"defer\"}}}}"
                .formatted(name);
        int turnedAway = 0;
        long start = System.nanoTime();
        while (connection.send("POST", "/api/v1/vms", body).status() != 201) {
            turnedAway++;
            waitUntil(System.nanoTime() + 100_000_000);
        }
        while (!connection.send("GET", "/api/v1/vms/" + name, "").body().contains("AllParametersMatch")) {
            waitUntil(System.nanoTime() + 10_000_000);
        }
        verified.add(millisSince(start));
        return turnedAway;
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
        double lastSlow = 0;
        try (PlainHttp connection = new PlainHttp(HONEST, port)) {
            for (int inARow = 0; inARow < 50; inARow++) {
                long sent = System.nanoTime();
                int status = connection.send("GET", "/api/v1/vms?limit=20", "").status();
                if (status != 200 || millisSince(sent) > normal) {
                    inARow = -1;
                    lastSlow = millisSince(start);
                }
                waitUntil(System.nanoTime() + 5_000_000);
            }
        }
        return lastSlow;
    }

    private void printFlood() {
        Map<Integer, List<Double>> byStatus = flood.stream()
                .collect(Collectors.groupingBy(
                        Sample::status, TreeMap::new, Collectors.mapping(Sample::millis, Collectors.toList())));
        System.out.printf(
                "flood: %d connections, %.0f requests a second sent, %d connections broken%n",
                CONNECTIONS, flood.size() / (double) SECONDS, broken.get());
        byStatus.forEach((status, times) -> System.out.printf(
                "  answers %d: p50 %7.1f ms   p99 %7.1f ms   max %7.1f ms   (%d)%n",
                status, percentile(times, 50), percentile(times, 99), percentile(times, 100), times.size()));
    }

    private static void print(String when, Honest honest) {
        System.out.printf(
                "honest client %-7s reads p50 %6.1f ms  p99 %6.1f ms (%d)   POST to Verified p50 %6.1f ms  p99 %6.1f ms (%d)"
                        + "   turned away %d%n",
                when,
                percentile(honest.reads(), 50),
                percentile(honest.reads(), 99),
                honest.reads().size(),
                percentile(honest.verified(), 50),
                percentile(honest.verified(), 99),
                honest.verified().size(),
                honest.turnedAway());
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
