package dev.outset.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.Await;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One run: injects faults for some time and then checks all acknowledged changes. The seed determines the faults. */
final class ChaosRun {

    private static final int WRITERS = 4;

    private final long seed;

    private final Duration length;

    private final RandomGenerator random;

    private final FaultInjector disturbance;

    private final Fleet fleet;

    private final AtomicBoolean stop = new AtomicBoolean();

    ChaosRun(long seed, Duration length, ChaosDatabase database, Fleet fleet) {
        this.seed = seed;
        this.length = length;
        this.random = random(0);
        this.disturbance = new FaultInjector(random(101), database, fleet);
        this.fleet = fleet;
    }

    /**
     * Runs and returns a summary.
     *
     * @throws AssertionError with the seed, if an acknowledged change was lost
     */
    static String run(long seed, Duration length, ChaosDatabase database, Path folder) throws Exception {
        try (Fleet fleet = new Fleet(folder, database.url())) {
            return new ChaosRun(seed, length, database, fleet).run();
        } catch (AssertionError broken) {
            throw new AssertionError("Seed " + seed + ": " + broken.getMessage(), broken);
        }
    }

    private RandomGenerator random(int stream) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed * 31 + stream);
    }

    private String run() throws Exception {
        long start = System.nanoTime();
        List<Writer> writers = new ArrayList<>();
        Follower follower = new Follower(fleet, random(100), stop);
        AtomicBoolean stopWriting = new AtomicBoolean();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            Future<?> following = threads.submit(follower);
            List<Future<?>> writing = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Writer writer = new Writer(fleet, "w" + i + "-", random(i + 1), stopWriting);
                writers.add(writer);
                writing.add(threads.submit(writer));
            }
            disturbance.run(length);
            long faultsEnded = System.nanoTime();
            stopWriting.set(true);
            for (Future<?> writer : writing) {
                writer.get();
            }
            Map<String, Writer.Acknowledged> acknowledged = new LinkedHashMap<>();
            writers.forEach(writer -> acknowledged.putAll(writer.acknowledged()));
            long vms = check(acknowledged);
            long events = checkEvents(follower, following);
            return ("%d VMs acknowledged, %d remaining and Verified, %d events received over %d connections with %d"
                            + " gaps, faults %s in %.0f s, converged %.0f s later")
                    .formatted(
                            acknowledged.size(),
                            vms,
                            events,
                            follower.connections(),
                            follower.gaps(),
                            disturbance.faults(),
                            (faultsEnded - start) / 1e9,
                            (System.nanoTime() - faultsEnded) / 1e9);
        } finally {
            stopWriting.set(true);
            stop.set(true);
            threads.shutdownNow();
        }
    }

    private long check(Map<String, Writer.Acknowledged> acknowledged) throws InterruptedException {
        assertThat(acknowledged).as("acknowledged writes").isNotEmpty();
        long left = 0;
        for (Map.Entry<String, Writer.Acknowledged> entry : acknowledged.entrySet()) {
            left += settle(entry.getKey(), entry.getValue());
        }
        return left;
    }

    /** Waits until a VM is as it was expectedd; 1 if it is to stay. */
    private int settle(String name, Writer.Acknowledged expected) {
        AtomicReference<String> last = new AtomicReference<>("no answer");
        Await.until(
                () -> name + " was " + expected + " and is not settled: " + last.get(),
                () -> fleet.call(random, "GET", "/vms/" + name, "")
                        .filter(answer -> {
                            last.set(answer.body());
                            return isSettled(name, expected, answer);
                        })
                        .isPresent());
        return expected == Writer.Acknowledged.DELETED ? 0 : 1;
    }

    private static boolean isSettled(String name, Writer.Acknowledged expected, HttpResponse<String> answer) {
        boolean isGone = answer.statusCode() == 404;
        if (expected == Writer.Acknowledged.DELETED) {
            return isGone;
        }
        assertThat(isGone).as(name + " was acknowledged and is gone").isFalse();
        return isSettled(name, expected, answer.body());
    }

    private static boolean isSettled(String name, Writer.Acknowledged expected, String body) {
        JsonNode vm = JsonMapper.shared().readTree(body);
        if (expected == Writer.Acknowledged.CHANGED) {
            assertThat(vm.at("/labels/v").asString()).as(name).isEqualTo("2");
        }
        boolean isVerified = vm.at("/status/conditions")
                .valueStream()
                .anyMatch(condition -> condition.get("type").asString().equals("Verified")
                        && condition.get("status").asString().equals("True"));
        if (!isVerified
                || vm.at("/status/observedGeneration").asLong()
                        != vm.get("generation").asLong()) {
            return false;
        }
        // No second boot was requested, so a second boot would be a second QEMU.
        assertThat(vm.at("/status/boot/number").asLong())
                .as(name + " booted once")
                .isEqualTo(1);
        return true;
    }

    private long checkEvents(Follower follower, Future<?> following) throws Exception {
        List<Long> all = allEvents();
        Await.until("every event is read", () -> follower.last() >= all.getLast() || following.isDone());
        if (following.isDone()) {
            following.get();
        }
        if (follower.gaps() == 0) {
            assertThat(follower.seen()).as("events received").containsAll(all);
        }
        return follower.seen().size();
    }

    private List<Long> allEvents() {
        List<Long> all = new ArrayList<>();
        boolean isLast = false;
        while (!isLast) {
            long since = all.isEmpty() ? 0 : all.getLast();
            Optional<HttpResponse<String>> answer = fleet.call(random, "GET", "/events?limit=500&since=" + since, "");
            if (answer.isPresent()) {
                JsonNode page = JsonMapper.shared().readTree(answer.get().body());
                page.get("items")
                        .valueStream()
                        .forEach(event -> all.add(event.get("sequence").asLong()));
                isLast = !page.has("nextCursor");
            }
        }
        return all;
    }
}
