package dev.outset.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Sends requests at a fixed rate, and measures latency from when a request was due, so that a stall counts for all
 * requests delayed by it.
 */
final class FixedRate {

    private static final int RATE = 500;

    private static final int WARM_UP_SECONDS = 5;

    /** The status codes of rejections. */
    private static final Set<Integer> REJECTED = Set.of(429, 503);

    private final int port;

    private final int seconds;

    private final Queue<PlainHttp> idle = new ConcurrentLinkedQueue<>();

    /** Creates a client that measures for the given number of seconds. */
    FixedRate(int port, int seconds) {
        this.port = port;
        this.seconds = seconds;
    }

    /** Warms up, measures and prints. */
    void measure(String what, IntFunction<String> path) throws Exception {
        send(path, RATE * WARM_UP_SECONDS);
        double[] times = send(path, RATE * seconds);
        Arrays.sort(times);
        long rejected = Arrays.stream(times).filter(Double::isInfinite).count();
        System.out.printf(
                "%-20s at %d/s: p50 %.1f ms, p99 %.1f ms, max %.1f ms, %d rejected%n",
                what,
                RATE,
                times[times.length / 2],
                times[(int) (times.length * 0.99)],
                times[times.length - 1],
                rejected);
    }

    private double[] send(IntFunction<String> path, int count) throws Exception {
        double[] times = new double[count];
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int request = i;
                long due = start + i * 1_000_000_000L / RATE;
                LockSupport.parkNanos(due - System.nanoTime());
                calls.add(threads.submit(() -> {
                    times[request] =
                            get(path.apply(request)) ? (System.nanoTime() - due) / 1e6 : Double.POSITIVE_INFINITY;
                    return null;
                }));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        }
        return times;
    }

    /** Sends a request over an idle connection; returns false if it was rejected. */
    private boolean get(String path) throws IOException {
        PlainHttp free = idle.poll();
        PlainHttp client = free == null ? new PlainHttp("127.0.0.1", port, "") : free;
        PlainHttp.Answer answer = client.send("GET", "/api/v1" + path, "");
        idle.add(client);
        if (answer.status() != 200 && !REJECTED.contains(answer.status())) {
            throw new IllegalStateException(answer.status() + " " + answer.body());
        }
        return answer.status() == 200;
    }
}
