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
 * Ten times what the limits let in, for a minute each, beside an honest client with a key of its own.
 *
 * <p>The service is a process of its own with 256 MB of heap that asks for access. Each subject may send 250 requests a
 * second, so that ten times that can be made on the machine that is measured; every other setting has its default.
 *
 * <ul>
 *   <li><i>Too often</i>: one key sends 2,500 requests a second, lists of VMs and simulations of 200 commands in turns, and at
 *       the same time one address 2,500 with a key that nobody has.
 *   <li><i>Too many at once</i>: 1,280 connections of ten keys, none of which comes too often, all ask for a list at the same
 *       moment, once a second.
 * </ul>
 *
 * <p>Requests go at times that are fixed beforehand ({@link Flood}), and an answer's time counts from when its request was
 * due. Before, the same floods go to a server that only refuses ({@link BareServer}), so that the client's own time is known.
 * The honest client is measured before, during and after. The service has served for half a minute by then, most of it just
 * what the limits let in.
 */
public final class BeyondLimits {

    /** The collector as the image has it: the one that Java chooses by itself on many machines stops everything for longer. */
    private static final List<String> JAVA = List.of("-Xmx256m", "-XX:+UseSerialGC");

    private static final int SECONDS = Integer.getInteger("outset.benchmark.seconds", 60);

    private static final int RATE = 250;

    private static final int TIMES = 10;

    private static final Duration REFERENCE = Duration.ofSeconds(5);

    private static final Duration AT_THE_LIMIT = Duration.ofSeconds(20);

    /** The default of outset.admission.max-requests. */
    private static final int PLACES = 128;

    /** Within which 99 of 100 refusals should be there. */
    private static final double GOAL_MILLIS = 100;

    private static final String HONEST = "127.0.0.1";

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

    private final String honest;

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
        this.honest = key("honest");
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

    /** A new key, as a line of a request's head. */
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
        try (BareServer bare = new BareServer()) {
            bare.start();
            for (int i = 0; i < 2; i++) {
                print("too often, at a bare server", new Flood(bare.port(), tooOften).run(REFERENCE));
                print("too many at once, at a bare server", new Flood(bare.port(), tooManyAtOnce).run(REFERENCE));
            }
        }
        honest(Duration.ofSeconds(10));
        print("at the limit", new Flood(port, tooOften(1)).run(AT_THE_LIMIT));
        Honest before = honest(Duration.ofSeconds(15));
        print("before", before, before);
        flood("too often", tooOften, before);
        flood("too many at once", tooManyAtOnce, before);
        print("after", honest(Duration.ofSeconds(10)), before);
        System.out.printf("highest heap in use %d MB of 256 MB%n", highestHeap.get() >> 20);
    }

    private void flood(String what, List<Flood.Source> sources, Honest before) throws Exception {
        Duration time = Duration.ofSeconds(SECONDS);
        Flood flood = new Flood(port, sources);
        try (ExecutorService client = Executors.newSingleThreadExecutor()) {
            Future<Flood.Result> result = client.submit(() -> flood.run(time));
            Honest during = honest(time);
            double back = millisUntilNormal(percentile(before.reads(), 99));
            print(what, result.get());
            print("during", during, before);
            System.out.printf("  reads as fast as before (their p99, 50 in a row) %.0f ms after the flood%n", back);
        }
    }

    private List<Flood.Source> tooOften(int times) {
        Duration interval = Duration.ofNanos(1_000_000_000 / (RATE * times));
        return List.of(
                new Flood.Source("127.0.0.2", key("often-" + times), PLACES, 1, interval, List.of(LIST, SIMULATION)),
                new Flood.Source("127.0.0.3", "X-API-Key: nobody\r\n", PLACES, 1, interval, List.of(LIST)));
    }

    private List<Flood.Source> tooManyAtOnce() {
        return IntStream.range(0, TIMES)
                .mapToObj(i -> new Flood.Source(
                        "127.0.1." + (i + 1), key("crowd-" + i), PLACES, PLACES, Duration.ofSeconds(1), List.of(LIST)))
                .toList();
    }

    /** Reads twenty times a second and creates five VMs a second, as fast as they are Verified. */
    private Honest honest(Duration length) throws Exception {
        List<Double> reads = new ArrayList<>();
        List<Double> verified = new ArrayList<>();
        int turnedAway = 0;
        long end = System.nanoTime() + length.toNanos();
        try (PlainHttp connection = new PlainHttp(HONEST, port, honest)) {
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
        PlainHttp.Answer seen = connection.send("GET", "/api/v1/vms/" + name, "");
        while (!seen.body().contains("AllParametersMatch")) {
            turnedAway += seen.status() == 200 ? 0 : 1;
            waitUntil(System.nanoTime() + 10_000_000);
            seen = connection.send("GET", "/api/v1/vms/" + name, "");
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
        try (PlainHttp connection = new PlainHttp(HONEST, port, honest)) {
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

    private static void print(String what, Flood.Result result) {
        System.out.printf(
                "%s: %.0f requests a second due, %d without an answer, %d connections broken%n",
                what, result.due() / result.seconds(), result.unanswered(), result.broken());
        Map<Integer, List<Double>> byStatus = result.answers().stream()
                .collect(Collectors.groupingBy(
                        Flood.Answer::status,
                        TreeMap::new,
                        Collectors.mapping(Flood.Answer::millis, Collectors.toList())));
        byStatus.forEach((status, times) -> System.out.printf(
                "  answers %d: p50 %7.1f ms   p99 %7.1f ms   max %7.1f ms   (%.1f a second)%n",
                status,
                percentile(times, 50),
                percentile(times, 99),
                percentile(times, 100),
                times.size() / result.seconds()));
        List<Integer> slow = slowSeconds(result.answers());
        System.out.printf("  seconds with a p99 of refusals over 100 ms: %d %s%n", slow.size(), slow);
    }

    /** The seconds in which one of a hundred refusals took longer than it should. */
    private static List<Integer> slowSeconds(List<Flood.Answer> answers) {
        Map<Integer, List<Double>> bySecond = answers.stream()
                .filter(answer -> answer.status() == 429 || answer.status() == 503)
                .collect(Collectors.groupingBy(
                        Flood.Answer::second,
                        TreeMap::new,
                        Collectors.mapping(Flood.Answer::millis, Collectors.toList())));
        return bySecond.entrySet().stream()
                .filter(second -> percentile(second.getValue(), 99) > GOAL_MILLIS)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static void print(String when, Honest honest, Honest before) {
        System.out.printf(
                "  honest client %s: reads p50 %.1f ms  p99 %.1f ms (%d); POST to Verified p50 %.1f ms  p99 %.1f ms (%d), %.1f"
                        + " and %.1f times those before; turned away %d times%n",
                when,
                percentile(honest.reads(), 50),
                percentile(honest.reads(), 99),
                honest.reads().size(),
                percentile(honest.verified(), 50),
                percentile(honest.verified(), 99),
                honest.verified().size(),
                percentile(honest.verified(), 50) / percentile(before.verified(), 50),
                percentile(honest.verified(), 99) / percentile(before.verified(), 99),
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
