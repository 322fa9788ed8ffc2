package dev.outset.benchmark;

import dev.outset.OutsetApplication;
import dev.outset.support.HttpCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures the time from launch to Verified with a real QEMU, sequentially and concurrently, compared with a script
 * that starts the same command line and sends the same QMP commands. The service's time is measured from the launch in
 * its status and from POST until its store contains Verified; for concurrent VMs, from the first launch and from the
 * first POST. The script's time is measured from the start of QEMU to its last response, without the start of the
 * interpreter. Service and script alternate, after a warm-up of the service. Pass {@code @scripts/java.options} to Java
 * to run the service with the options of the image.
 */
public final class LaunchToVerified {

    private static final int ROUNDS = Integer.getInteger("outset.benchmark.rounds", 5);

    private static final int SEQUENTIAL = Integer.getInteger("outset.benchmark.launches", 20);

    private static final int CONCURRENT = Integer.getInteger("outset.benchmark.together", 50);

    private static final String BINARY = System.getProperty("outset.benchmark.qemu", "/usr/bin/qemu-system-x86_64");

    private static final int WARM_UP = Integer.getInteger("outset.benchmark.warm-up", 300);

    private static final String LAUNCH_ONE = "launch to Verified, sequential";

    private static final String POST_ONE = "POST to Verified, sequential";

    private static final String SCRIPT_ONE = "script, sequential";

    private static final String LAUNCH_ALL = CONCURRENT + " concurrent, first launch to last Verified";

    private static final String POST_ALL = CONCURRENT + " concurrent, first POST to last Verified";

    private static final String SCRIPT_ALL = CONCURRENT + " concurrent, script";

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final Duration PAUSE = Duration.ofMillis(2);

    /**
     * Longer, because each query uses processor time that all processes share; the pause is included in the
     * measurement.
     */
    private static final Duration CONCURRENT_PAUSE = Duration.ofMillis(10);

    private static final int CLIENTS = 8;

    /** Reads the argument list and counts; prints the sequential times and the concurrent time. */
    private static final String SCRIPT = """
            import json, os, socket, subprocess, sys, threading, time
            binary, template, folder, count, together = json.load(open(sys.argv[1]))
            read = [("query-migrate-parameters", {}), ("query-migrate-capabilities", {})]
            multifd = {"capabilities": [{"capability": "multifd", "state": True}]}
            commands = [("qmp_capabilities", {}), ("query-status", {})] + read
            commands += [("migrate-set-capabilities", multifd)] + read

            def boot(name):
                path = os.path.join(folder, name + ".sock")
                arguments = [a.replace("MONITOR", path).replace("NAME", name) for a in template]
                start = time.perf_counter()
                process = subprocess.Popen([binary] + arguments, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                monitor = socket.socket(socket.AF_UNIX)
                while True:
                    try:
                        monitor.connect(path)
                        break
                    except OSError:
                        time.sleep(0.001)
                lines = monitor.makefile("rw")
                lines.readline()
                for command, arguments in commands:
                    lines.write(json.dumps({"execute": command, "arguments": arguments}) + "\\n")
                    lines.flush()
                    while "return" not in json.loads(lines.readline()):
                        pass
                took = time.perf_counter() - start
                return took, process, lines

            def end(booted):
                booted[2].write('{"execute": "quit"}\\n')
                booted[2].flush()
                booted[1].wait()

            times = []
            for i in range(count):
                booted = boot("one-%d" % i)
                times.append(booted[0] * 1000)
                end(booted)
            all = [None] * together
            def run(i):
                all[i] = boot("all-%d" % i)
            threads = [threading.Thread(target=run, args=(i,)) for i in range(together)]
            start = time.perf_counter()
            [t.start() for t in threads]
            [t.join() for t in threads]
            whole = (time.perf_counter() - start) * 1000
            [end(booted) for booted in all]
            print(json.dumps([times, whole]))
            """;

    private final Path folder;

    private final int port;

    private final HttpCalls http;

    private final JdbcClient store;

    /** Milliseconds, by measurement. */
    private final Map<String, List<Double>> times = new LinkedHashMap<>();

    private LaunchToVerified(Path folder, int port, JdbcClient store) {
        this.folder = folder;
        this.port = port;
        this.http = new HttpCalls(port);
        this.store = store;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("outset-benchmark");
        try (ConfigurableApplicationContext context = new SpringApplication(OutsetApplication.class)
                .run(
                        "--server.port=0",
                        "--logging.level.root=warn",
                        "--outset.run.folder=" + folder.resolve("run"),
                        "--outset.process.enabled=true",
                        "--outset.process.binaries[0].path=" + BINARY,
                        "--outset.process.binaries[0].version=7.2",
                        "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("outset")
                                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
                                + ";DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE")) {
            String port = Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port"));
            new LaunchToVerified(folder, Integer.parseInt(port), context.getBean(JdbcClient.class)).run();
        }
    }

    private void run() throws Exception {
        for (int i = 0; i < WARM_UP; i++) {
            runOne("warm-" + i);
        }
        runConcurrently();
        times.clear();
        List<Object> input = scriptInput();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < SEQUENTIAL; i++) {
                runOne("one-" + i);
            }
            JsonNode script = script(input);
            script.get(0).valueStream().forEach(each -> addTime(SCRIPT_ONE, each.asDouble()));
            runConcurrently();
            addTime(SCRIPT_ALL, script.get(1).asDouble());
        }
        times.forEach((what, all) -> System.out.printf(
                "%-52s p50 %7.1f ms   min %7.1f ms   max %7.1f ms   n %d%n",
                what, median(all), Collections.min(all), Collections.max(all), all.size()));
        ratio(LAUNCH_ONE, SCRIPT_ONE);
        ratio(POST_ONE, SCRIPT_ONE);
        ratio(LAUNCH_ALL, SCRIPT_ALL);
        ratio(POST_ALL, SCRIPT_ALL);
    }

    private void addTime(String what, double millis) {
        times.computeIfAbsent(what, absent -> new ArrayList<>()).add(millis);
    }

    private double median(List<Double> all) {
        return all.stream().sorted().skip(all.size() / 2).findFirst().orElseThrow();
    }

    private void ratio(String what, String script) {
        double ratio =
                median(Objects.requireNonNull(times.get(what))) / median(Objects.requireNonNull(times.get(script)));
        System.out.printf("%s / %s: %.2f%n", what, script, ratio);
    }

    private void runOne(String name) {
        Instant posted = Instant.now();
        post(name);
        awaitVerified(name, 1, PAUSE);
        Instant verified = Instant.now();
        addTime(POST_ONE, millis(posted, verified));
        addTime(LAUNCH_ONE, millis(launchedAt(name), verified));
        remove(name);
    }

    private Instant launchedAt(String name) {
        return Instant.parse(http.get("/api/v1/vms/" + name + "/boot")
                .json()
                .path("launchedAt")
                .asString());
    }

    private void runConcurrently() throws Exception {
        List<String> names =
                IntStream.range(0, CONCURRENT).mapToObj(i -> "all-" + i).toList();
        Instant start = Instant.now();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> shares = IntStream.range(0, CLIENTS)
                    .<Future<?>>mapToObj(client -> clients.submit(() -> postShare(names, client)))
                    .toList();
            for (Future<?> share : shares) {
                share.get();
            }
        }
        awaitVerified("all-%", CONCURRENT, CONCURRENT_PAUSE);
        Instant verified = Instant.now();
        addTime(POST_ALL, millis(start, verified));
        Instant launched =
                names.stream().map(this::launchedAt).min(Instant::compareTo).orElseThrow();
        addTime(LAUNCH_ALL, millis(launched, verified));
        names.forEach(this::remove);
    }

    private void post(String name) {
        HttpCalls.Answer answer = http.post("/api/v1/vms", body(name));
        check(answer.status(), answer.text());
    }

    /**
     * Creates every eighth VM over one connection with little overhead, to leave the processor to the service and QEMU.
     */
    private @Nullable Void postShare(List<String> names, int first) throws IOException {
        try (PlainHttp client = new PlainHttp("127.0.0.1", port, "")) {
            for (int i = first; i < names.size(); i += CLIENTS) {
                PlainHttp.Answer answer = client.send("POST", "/api/v1/vms", body(names.get(i)));
                check(answer.status(), answer.body());
            }
        }
        return null;
    }

    private static String body(String name) {
        return """
                {"name": "%s", "spec": {"runtime": "process", "qemu": {"version": "7.2"}, "memory": {"size": "64MiB"},
                 "migration": {"incoming": {"listen": "defer"}, "capabilities": {"multifd": true},
                  "early": {"multifd-channels": 4, "downtime-limit": "500ms"}}}}
                """.formatted(name);
    }

    private static void check(int status, String text) {
        if (status != 201) {
            throw new IllegalStateException(status + " " + text);
        }
    }

    /** Polls the database, because polling over HTTP would use too much processor time. */
    private void awaitVerified(String pattern, int expected, Duration pause) {
        await(
                "select count(*) from vm where name like ? and verified = 'True'",
                pattern,
                expected,
                pause,
                pattern + " is not Verified");
    }

    private void remove(String name) {
        http.call("DELETE", "/api/v1/vms/" + name, "application/json", "", "If-Match", "*");
        await("select count(*) from vm where name = ?", name, 0, PAUSE, name + " is not removed");
    }

    private void await(String count, String name, int expected, Duration pause, String message) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (store.sql(count).param(name).query(Integer.class).single() != expected) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(message + " within " + TIMEOUT);
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    private List<Object> scriptInput() {
        post("like");
        awaitVerified("like", 1, PAUSE);
        List<String> template = http.get("/api/v1/vms/like/command-line")
                .json()
                .path("arguments")
                .valueStream()
                .map(JsonNode::asString)
                .map(argument -> argument.replace(folder.resolve("run/like.qmp").toString(), "MONITOR"))
                .map(argument -> argument.replace("like", "NAME"))
                .toList();
        remove("like");
        return List.of(BINARY, template, folder.toString(), SEQUENTIAL, CONCURRENT);
    }

    private JsonNode script(List<Object> input) throws IOException, InterruptedException {
        Path file = Files.writeString(
                folder.resolve("input.json"), JsonMapper.shared().writeValueAsString(input));
        Path program = Files.writeString(folder.resolve("bare.py"), SCRIPT);
        Process process = new ProcessBuilder("python3", program.toString(), file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("The script failed");
        }
        return JsonMapper.shared().readTree(output);
    }

    private static double millis(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }
}
