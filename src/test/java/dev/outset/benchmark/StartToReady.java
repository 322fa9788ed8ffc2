package dev.outset.benchmark;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures the time from the start of the process to the first status 200 of {@code /readyz}: for the jar built by
 * Maven, for its layers as in the image, and for the layers with the AOT cache; then the memory of the last variant
 * with 1,000 simulated VMs. Requires {@code mvn package}.
 */
public final class StartToReady {

    private static final int RUNS = Integer.getInteger("outset.benchmark.runs", 5);

    private static final int VMS = Integer.getInteger("outset.benchmark.vms", 1000);

    /** The options of the image, and the heap that it has in a container of 512 MiB. */
    private static final List<String> IMAGE_OPTIONS =
            List.of("@" + Path.of("scripts/java.options").toAbsolutePath(), "-Xms16m", "-Xmx256m");

    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final HttpClient client = HttpClient.newHttpClient();

    private final Path folder;

    private final String java;

    private StartToReady(Path folder, String java) {
        this.folder = folder;
        this.java = java;
    }

    private record Service(Process process, int port, double seconds) {}

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        Path jar = jar();
        Path folder = Files.createTempDirectory("outset-start");
        String script = Path.of("scripts/image-runtime.sh").toAbsolutePath().toString();
        run(script, "runtime", folder + "/java");
        run(script, "layers", jar.toString(), folder + "/layers");
        run("sh", "-c", "mkdir %1$s/outset && cp -a %1$s/layers/*/. %1$s/outset/".formatted(folder));
        String java = folder + "/java/bin/java";
        run(script, "cache", java, folder + "/outset");
        new StartToReady(folder, java).run(jar);
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("outset-.*\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No jar in target/: run mvn package first"))
                    .toAbsolutePath();
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().merge("PATH", System.getProperty("java.home") + "/bin:", (path, first) -> first + path);
        if (builder.start().waitFor() != 0) {
            throw new IllegalStateException("Failed: " + String.join(" ", command));
        }
    }

    private void run(Path jar) throws Exception {
        String layered = folder + "/outset/outset.jar";
        print("jar", times(List.of(), jar.toString()));
        print("layers", times(IMAGE_OPTIONS, layered));
        List<String> cached = new ArrayList<>(IMAGE_OPTIONS);
        cached.add("-XX:AOTMode=on");
        cached.add("-XX:AOTCache=" + folder + "/outset/application.aot");
        print("layers with AOT cache", times(cached, layered));
        memory(cached, layered);
    }

    private double[] times(List<String> options, String jar) throws Exception {
        double[] times = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            Service service = start(options, jar);
            times[i] = service.seconds();
            stop(service);
        }
        return times;
    }

    private void memory(List<String> options, String jar) throws Exception {
        Service service = start(options, jar);
        System.out.printf("RSS when ready %d MB%n", rss(service));
        URI vms = URI.create("http://127.0.0.1:" + service.port() + "/api/v1/vms");
        for (int i = 0; i < VMS; i++) {
            send(HttpRequest.newBuilder(vms)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("""
                            {"name": "vm-%d", "spec": {"qemu": {"version": "11.1"}, "migration": {
                             "incoming": {"listen": "defer"}, "early": {"multifd-channels": 8},
                             "live": {"max-bandwidth": "1GiB/s"}, "capabilities": {"multifd": true}}}}
                            """.formatted(i)))
                    .build());
        }
        await(() -> count(vms, "Verified:Unknown") + count(vms, "Verified:False") == 0);
        System.out.printf(
                "RSS with %d simulated VMs, all Verified: %d MB, peak %d MB%n",
                VMS, rss(service), memory(service, "VmHWM"));
        stop(service);
    }

    private int count(URI vms, String condition) {
        HttpResponse<String> page = send(HttpRequest.newBuilder(URI.create(vms + "?limit=1&condition=" + condition))
                .build());
        JsonNode items = JsonMapper.shared().readTree(page.body()).path("items");
        return items.size();
    }

    private Service start(List<String> options, String jar) throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>(
                List.of(java, "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xms16m", "-Xmx256m"));
        command.addAll(options);
        command.addAll(List.of(
                "-jar",
                jar,
                "--server.port=" + port,
                "--spring.datasource.url=jdbc:h2:file:" + Files.createTempDirectory(folder, "data") + "/outset"
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
                        + ";DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE"));
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .directory(folder.resolve("outset").toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                .build();
        await(() -> isReady(process, ready));
        return new Service(process, port, (System.nanoTime() - start) / 1e9);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean isReady(Process process, HttpRequest ready) {
        if (!process.isAlive()) {
            throw new IllegalStateException("The service exited; its output is in " + folder.resolve("log"));
        }
        try {
            return client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void stop(Service service) throws InterruptedException {
        service.process().destroy();
        if (!service.process().waitFor(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("The service did not exit");
        }
    }

    private static long rss(Service service) throws IOException {
        return memory(service, "VmRSS");
    }

    private static long memory(Service service, String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + service.process().pid() + "/status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .findFirst()
                .orElseThrow();
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(response.statusCode() + " " + response.body());
            }
            return response;
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Not within " + TIMEOUT);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static void print(String what, double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        System.out.printf(
                "start to ready, %-32s median %5.2f s   min %5.2f s   max %5.2f s   (%d)%n",
                what, sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1], sorted.length);
    }
}
