package dev.outset.benchmark;

import dev.outset.Application;
import dev.outset.status.ConditionType;
import dev.outset.store.VmRepository;
import dev.outset.support.HttpCalls;
import dev.outset.vm.VmName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * From launch to Verified with a real QEMU, one after another and all at once, and beside it a bare script that starts the
 * same command line and sends the same QMP commands. The service's time runs from POST until its store says Verified;
 * the script's from starting the program to its last answer, without the time its interpreter takes to start.
 */
public final class LaunchToVerified {

    private static final int ONE_BY_ONE = Integer.getInteger("outset.benchmark.launches", 30);

    private static final int TOGETHER = Integer.getInteger("outset.benchmark.together", 50);

    private static final String BINARY = System.getProperty("outset.benchmark.qemu", "/usr/bin/qemu-system-x86_64");

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Reads argument list and counts, prints the times of one after another, and then the time of all at once. */
    private static final String SCRIPT = """
            import json, os, socket, subprocess, sys, threading, time
            binary, template, folder, count, together = json.load(open(sys.argv[1]))
            commands = ["qmp_capabilities", "query-migrate-parameters", "query-migrate-capabilities"]

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
                for command in commands:
                    lines.write(json.dumps({"execute": command}) + "\\n")
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

    private final HttpCalls http;

    private final VmRepository repository;

    private LaunchToVerified(Path folder, HttpCalls http, VmRepository repository) {
        this.folder = folder;
        this.http = http;
        this.repository = repository;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("outset-benchmark");
        try (ConfigurableApplicationContext context = new SpringApplication(Application.class)
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
            new LaunchToVerified(folder, new HttpCalls(Integer.parseInt(port)), context.getBean(VmRepository.class))
                    .run();
        }
    }

    private void run() throws Exception {
        IntStream.range(0, 10).forEach(i -> one("warm-" + i));
        double[] service =
                IntStream.range(0, ONE_BY_ONE).mapToDouble(i -> one("one-" + i)).toArray();
        JsonNode script = script();
        double[] bare =
                script.get(0).valueStream().mapToDouble(JsonNode::asDouble).toArray();
        double together = together();
        double bareTogether = script.get(1).asDouble();
        System.out.printf(
                "%-44s p50 %7.1f ms   max %7.1f ms%n", "bare script, one after another", median(bare), max(bare));
        System.out.printf(
                "%-44s p50 %7.1f ms   max %7.1f ms%n",
                "POST to Verified, one after another", median(service), max(service));
        System.out.printf("ratio of the medians: %.2f%n", median(service) / median(bare));
        System.out.printf("%-44s %7.0f ms%n", TOGETHER + " at once, bare script", bareTogether);
        System.out.printf("%-44s %7.0f ms%n", TOGETHER + " at once, POST to the last Verified", together);
        System.out.printf("ratio: %.2f%n", together / bareTogether);
    }

    private double one(String name) {
        long start = System.nanoTime();
        post(name);
        awaitTrue(() -> isVerified(name), name + " is not Verified");
        double took = millisSince(start);
        remove(name);
        return took;
    }

    private double together() throws Exception {
        List<String> names =
                IntStream.range(0, TOGETHER).mapToObj(i -> "all-" + i).toList();
        long start = System.nanoTime();
        try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
            List<Future<?>> posts = names.stream()
                    .<Future<?>>map(name -> clients.submit(() -> post(name)))
                    .toList();
            for (Future<?> post : posts) {
                post.get();
            }
        }
        awaitTrue(() -> names.stream().allMatch(this::isVerified), "Not every VM is Verified");
        double took = millisSince(start);
        names.forEach(this::remove);
        return took;
    }

    private void post(String name) {
        HttpCalls.Answer answer = http.post("/api/v1/vms", """
                {"name": "%s", "spec": {"runtime": "process", "qemu": {"version": "7.2"}, "memory": {"size": "64MiB"},
                 "migration": {"incoming": {"listen": "defer"}, "capabilities": {"multifd": true},
                  "early": {"multifd-channels": 4, "downtime-limit": "500ms"}}}}
                """.formatted(name));
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.status() + " " + answer.text());
        }
    }

    /** Asked of the store: asking over HTTP a thousand times a second would take the processor that QEMU needs. */
    private boolean isVerified(String name) {
        return repository
                .find(new VmName(name))
                .filter(vm -> vm.status().conditions().isTrue(ConditionType.VERIFIED))
                .isPresent();
    }

    private void remove(String name) {
        http.call("DELETE", "/api/v1/vms/" + name, "application/json", "", "If-Match", "*");
        awaitTrue(() -> repository.find(new VmName(name)).isEmpty(), name + " is not removed");
    }

    private JsonNode script() throws IOException, InterruptedException {
        post("like");
        awaitTrue(() -> isVerified("like"), "like is not Verified");
        List<String> template = http.get("/api/v1/vms/like/command-line")
                .json()
                .path("arguments")
                .valueStream()
                .map(JsonNode::asString)
                .map(argument -> argument.replace(folder.resolve("run/like.qmp").toString(), "MONITOR"))
                .map(argument -> argument.replace("like", "NAME"))
                .toList();
        remove("like");
        Path input = Files.writeString(
                folder.resolve("input.json"),
                JsonMapper.shared()
                        .writeValueAsString(List.of(BINARY, template, folder.toString(), ONE_BY_ONE, TOGETHER)));
        Path program = Files.writeString(folder.resolve("bare.py"), SCRIPT);
        Process process = new ProcessBuilder("python3", program.toString(), input.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("The bare script has failed");
        }
        return JsonMapper.shared().readTree(output);
    }

    private static void awaitTrue(BooleanSupplier condition, String complaint) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(complaint + " within " + PATIENCE);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static double median(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double max(double[] times) {
        return Arrays.stream(times).max().orElse(0);
    }
}
