package dev.outset.benchmark;

import dev.outset.support.HttpCalls;
import dev.outset.support.ServiceProcess;
import dev.outset.support.ShippedJava;
import dev.outset.support.SlowClient;
import dev.outset.support.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Measures a regular client next to slow ones: four that send a body byte by byte, four that do not read static files,
 * four that do not read lists, and 200 idle connections. Rounds with and without slow clients alternate in one run,
 * with the heap and options of the image; the result is their ratio.
 */
public final class SlowClients {

    private static final String KEY = "bootstrap-key-of-the-benchmark-0123456789";

    private static final String CREDENTIAL = "X-API-Key: " + KEY + "\r\n";

    private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("outset.benchmark.seconds", 15));

    private static final int ROUNDS = 3;

    private static final int SLOW = 4;

    private static final int IDLE = 200;

    private final int port;

    private final String regular;

    private SlowClients(int port) {
        this.port = port;
        this.regular = "X-API-Key: "
                + new HttpCalls(port)
                        .post(
                                "/api/v1/api-keys",
                                "{\"name\": \"regular\", \"role\": \"administrator\"}",
                                "X-API-Key",
                                KEY)
                        .json()
                        .get("key")
                        .asString()
                + "\r\n";
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("outset-benchmark");
        try (ServiceProcess service = ServiceProcess.startWith(
                ShippedJava.options(),
                folder,
                "--logging.level.root=warn",
                "--outset.access.bootstrap-key=" + KEY,
                "--spring.datasource.url=" + TestDatabase.h2Url(folder))) {
            new SlowClients(service.port()).run();
        }
    }

    private void run() throws Exception {
        for (int i = 0; i < 50; i++) {
            new HttpCalls(port).post("/api/v1/vms", "{\"name\": \"vm-" + i + "\", \"spec\": {}}", "X-API-Key", KEY);
        }
        measure(List.of());
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            without.addAll(measure(List.of()));
            with.addAll(measure(slow()));
        }
        System.out.printf(
                "regular reads, p50 and p99: without slow clients %.1f and %.1f ms of %d, with them %.1f and %.1f ms of"
                        + " %d: %.2f and %.2f times%n",
                percentile(without, 50),
                percentile(without, 99),
                without.size(),
                percentile(with, 50),
                percentile(with, 99),
                with.size(),
                percentile(with, 50) / percentile(without, 50),
                percentile(with, 99) / percentile(without, 99));
    }

    private List<Supplier<SlowClient>> slow() {
        List<Supplier<SlowClient>> all = new ArrayList<>();
        IntStream.range(0, SLOW).forEach(i -> {
            all.add(() -> SlowClient.sender(port, "/api/v1/imports", CREDENTIAL));
            all.add(() -> SlowClient.reader(port, "/swagger-ui/swagger-ui-bundle.js", "", 12));
            all.add(() -> SlowClient.reader(port, "/api/v1/vms", CREDENTIAL, 12));
        });
        IntStream.range(0, IDLE).forEach(i -> all.add(() -> SlowClient.idle(port)));
        return all;
    }

    /**
     * Measures twenty reads per second. Slow clients send a byte every two seconds, and reconnect when their connection
     * is closed.
     */
    private List<Double> measure(List<Supplier<SlowClient>> slow) throws Exception {
        List<SlowClient> clients =
                new ArrayList<>(slow.stream().map(Supplier::get).toList());
        List<Double> times = new ArrayList<>();
        long start = System.nanoTime();
        int rejected = 0;
        try (PlainHttp connection = new PlainHttp("127.0.0.1", port, regular)) {
            for (int i = 0; System.nanoTime() - start < ROUND.toNanos(); i++) {
                long due = start + i * 50_000_000L;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                if (connection.send("GET", "/api/v1/vms?limit=20", "").status() == 200) {
                    times.add((System.nanoTime() - due) / 1e6);
                } else {
                    rejected++;
                }
                if (i % 40 == 39) {
                    sendOrReconnect(clients, slow);
                }
            }
        }
        clients.forEach(SlowClient::close);
        if (rejected > 0) {
            System.out.printf("%d regular requests were rejected%n", rejected);
        }
        return times;
    }

    private static void sendOrReconnect(List<SlowClient> clients, List<Supplier<SlowClient>> slow) {
        for (int i = 0; i < 3 * SLOW && i < clients.size(); i++) {
            if (!clients.get(i).trySendByte()) {
                clients.get(i).close();
                clients.set(i, slow.get(i).get());
            }
        }
    }

    private static double percentile(List<Double> times, int percent) {
        double[] sorted = times.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0
                ? Double.NaN
                : sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100.0) - 1)];
    }
}
