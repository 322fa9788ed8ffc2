package dev.outset.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.Await;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Hostile definitions, imports, simulations, QMP lines and requests against a service on a real port. The system
 * properties {@code hostile.count} and {@code hostile.seed} set the number of cases and the seed.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:hostile;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileIntegrationTests {

    private static final int COUNT = Integer.getInteger("hostile.count", 10_000);

    private static final long SEED = Long.getLong("hostile.seed", 20_261_125L);

    private static final int CLIENTS = 8;

    /** The maximum time of a response, even on a loaded machine. */
    private static final Duration BOUND = Duration.ofSeconds(10);

    /** Text that reveals implementation details. */
    private static final Pattern INTERNALS = Pattern.compile(
            "\\bat [a-z]+(\\.[a-zA-Z0-9_$]+)+\\(|Exception\\b|Apache Tomcat|org\\.springframework|java\\.lang");

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})[^\\n]*\\n");

    private static final Path SOCKETS = shortDirectory();

    @LocalServerPort
    private int port;

    private final HttpClient client = HttpClient.newHttpClient();

    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();

    private final List<HostileBodies.Base> bases =
            HostileBodies.corpus(Path.of("src/test/resources/corpus/commandline"));

    @DynamicPropertySource
    static void sockets(DynamicPropertyRegistry registry) {
        registry.add("outset.simulator.socket-folder", SOCKETS::toString);
    }

    private static Path shortDirectory() {
        try {
            return Files.createTempDirectory("oh");
        } catch (IOException full) {
            throw new java.io.UncheckedIOException(full);
        }
    }

    @BeforeAll
    static void hasNoTracesBefore() throws IOException {
        assertThat(traces()).isEmpty();
    }

    @AfterAll
    static void clear() throws IOException {
        try (Stream<Path> files = Files.list(SOCKETS)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(SOCKETS);
    }

    /** Files that only a hostile string can have created. */
    private static List<Path> traces() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path directory : List.of(Path.of("/tmp"), Path.of("."), Path.of("target"), Path.of("data"), SOCKETS)) {
            if (Files.isDirectory(directory)) {
                try (Stream<Path> files = Files.list(directory)) {
                    files.filter(file -> file.getFileName().toString().contains(HostileText.MARK))
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    @BeforeEach
    void createRegularVm() {
        if (send("POST", "/api/v1/vms", HostileBodies.utf8("{\"name\": \"regular\"}"))
                        .statusCode()
                == 201) {
            awaitVerified("regular");
        }
        statuses.clear();
    }

    @AfterEach
    void stillServesWithoutTraces() throws IOException {
        assertThat(faults).isEmpty();
        assertThat(traces()).isEmpty();
        assertThat(send("GET", "/readyz", null).statusCode()).isEqualTo(200);
        String name = "after-" + Long.toString(System.nanoTime(), 36);
        assertThat(send("POST", "/api/v1/vms", HostileBodies.utf8("{\"name\": \"" + name + "\"}"))
                        .statusCode())
                .isEqualTo(201);
        awaitVerified(name);
    }

    @Test
    void hostileDefinitionsDoNotAddOptions() throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        Map<String, List<String>> twins = new ConcurrentHashMap<>();
        cases(COUNT * 4 / 10, 1, seed -> {
            HostileBodies.Mutant mutant = new HostileBodies(bases, random(seed)).mutant();
            HttpResponse<String> response =
                    post(seed, "/api/v1/command-lines", mutant.spec().toString());
            if (seed % 8 == 0) {
                create(seed, mutant.spec());
            }
            if (response.statusCode() != 200) {
                return;
            }
            accepted.incrementAndGet();
            List<String> twin =
                    twins.computeIfAbsent(mutant.place() + " " + mutant.original(), unknown -> anatomyOfTwin(mutant));
            List<String> hostile = anatomy(response);
            if (!twin.isEmpty() && !hostile.equals(twin)) {
                faults.add("seed " + seed + ": " + mutant.place() + " = "
                        + mutant.spec().at(mutant.place()) + " produces\n" + hostile + "\ninstead of\n" + twin);
            }
        });
        assertThat(accepted).as("accepted definitions").hasPositiveValue();
        System.out.println("hostile definitions: " + statuses + ", accepted: " + accepted);
    }

    /** The structure with a harmless value, or with the original one if arbitrary strings are not permitted. */
    private List<String> anatomyOfTwin(HostileBodies.Mutant mutant) {
        HttpResponse<String> twin =
                post(0, "/api/v1/command-lines", mutant.twin().toString());
        return anatomy(
                twin.statusCode() == 200
                        ? twin
                        : post(0, "/api/v1/command-lines", mutant.original().toString()));
    }

    private static List<String> anatomy(HttpResponse<String> response) {
        return OptionStructure.of(JsonMapper.shared().readTree(response.body()).path("tokens"));
    }

    /** Creates, plans, reads and deletes a VM. */
    private void create(long seed, JsonNode spec) {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("name", "h-" + seed);
        body.set("spec", spec);
        if (post(seed, "/api/v1/vms", body.toString()).statusCode() == 201) {
            sendAndCheck(seed, "GET", "/api/v1/vms/h-" + seed + "/plan", null);
            sendAndCheck(seed, "GET", "/api/v1/vms/h-" + seed, null);
            sendAndCheck(seed, "DELETE", "/api/v1/vms/h-" + seed, null);
        }
    }

    @Test
    void rejectsMalformedBodies() throws Exception {
        List<String> paths = List.of(
                "/api/v1/vms",
                "/api/v1/vms?dryRun=true",
                "/api/v1/command-lines",
                "/api/v1/portability-reports",
                "/api/v1/migration-plans",
                "/api/v1/vms/batches");
        cases(COUNT / 10, 2, seed -> {
            RandomGenerator random = random(seed);
            String path = paths.get(random.nextInt(paths.size()));
            boolean isBare = path.equals("/api/v1/command-lines") || path.equals("/api/v1/portability-reports");
            String before = path.endsWith("batches")
                    ? "{\"items\": [{\"name\": \"b\", \"spec\": "
                    : path.endsWith("plans") ? "{\"destination\": {\"spec\": " : "{\"name\": \"b\", \"spec\": ";
            String after = path.endsWith("batches") ? "}]}" : path.endsWith("plans") ? "}}" : "}";
            sendAndCheck(
                    seed,
                    "POST",
                    path,
                    new HostileBodies(bases, random).broken(isBare ? "" : before, isBare ? "" : after));
            send("DELETE", "/api/v1/vms/b", null);
        });
        System.out.println("broken bodies: " + statuses);
    }

    @Test
    void importsOrRejectsHostileCommandLines() throws Exception {
        List<String> options = List.of(
                "-machine",
                "-m",
                "-smp",
                "-cpu",
                "-drive",
                "-device",
                "-netdev",
                "-object",
                "-chardev",
                "-incoming",
                "-global",
                "-name",
                "-append",
                "-blockdev",
                "-readconfig",
                "-D",
                "-S",
                "--",
                "-",
                "-incoming");
        cases(COUNT * 15 / 100, 3, seed -> {
            RandomGenerator random = random(seed);
            HostileText texts = new HostileText(random);
            ObjectNode body = JsonMapper.shared().createObjectNode();
            if (random.nextBoolean()) {
                var arguments = body.putArray("arguments");
                for (int i = random.nextInt(12); i > 0; i--) {
                    arguments.add(random.nextBoolean() ? options.get(random.nextInt(options.size())) : texts.next());
                }
            } else {
                StringBuilder shell = new StringBuilder("qemu-system-x86_64");
                for (int i = random.nextInt(8); i > 0; i--) {
                    shell.append(' ')
                            .append(options.get(random.nextInt(options.size())))
                            .append(' ')
                            .append(texts.next());
                }
                body.put("shell", shell.toString());
            }
            HttpResponse<String> response = post(seed, "/api/v1/imports", body.toString());
            if (response.statusCode() == 200) {
                JsonNode spec = JsonMapper.shared().readTree(response.body()).path("spec");
                post(seed, "/api/v1/command-lines", spec.toString());
            }
        });
        System.out.println("hostile imports: " + statuses);
    }

    @Test
    void simulatesHostileCommandLines() throws Exception {
        List<String> commands = List.of(
                "migrate-set-parameters",
                "migrate-incoming",
                "migrate-set-capabilities",
                "query-migrate",
                "qom-get",
                "x");
        cases(COUNT * 15 / 100, 4, seed -> {
            RandomGenerator random = random(seed);
            HostileText texts = new HostileText(random);
            ObjectNode body = JsonMapper.shared().createObjectNode();
            var arguments = body.putArray("arguments");
            for (int i = random.nextInt(4); i > 0; i--) {
                arguments.add(random.nextBoolean() ? "-incoming" : "-global");
                arguments.add((random.nextBoolean() ? "config:" : "migration.multifd-channels=") + texts.next());
            }
            var lines = body.putArray("commands");
            for (int i = random.nextInt(6); i > 0; i--) {
                ObjectNode command = lines.addObject().put("execute", commands.get(random.nextInt(commands.size())));
                command.putObject("arguments").put(texts.next(), texts.next()).put("tls-creds", texts.next());
                command.put("id", texts.next());
            }
            String text = body.toString();
            post(seed, "/api/v1/simulations", random.nextInt(5) == 0 ? text.replace("\"x\"", texts.number()) : text);
        });
        System.out.println("hostile simulations: " + statuses);
    }

    @Test
    void rejectsMalformedHttp() throws Exception {
        cases(COUNT / 10, 5, seed -> {
            String request = new RawHttp(random(seed)).request();
            long start = System.nanoTime();
            try {
                check(seed, request, RawHttp.send(port, request), Duration.ofNanos(System.nanoTime() - start));
            } catch (IOException timeout) {
                faults.add("seed " + seed + ": " + timeout.getMessage() + "\n" + request);
            }
        });
        System.out.println("hostile requests: " + statuses);
    }

    private void check(long seed, String request, String response, Duration time) {
        Matcher status = STATUS.matcher(response);
        if (!response.isEmpty() && !status.lookingAt()) {
            faults.add("seed " + seed + ": not an HTTP response\n" + request + "\n" + response);
        } else if (!response.isEmpty()) {
            int code = Integer.parseInt(status.group(1));
            // Required by HTTP for an unknown transfer coding or version.
            check(seed, request, code == 501 || code == 505 ? 400 : code, response, time);
            if (response.toLowerCase(java.util.Locale.ROOT).contains("\nx-injected:")) {
                faults.add("seed " + seed + ": a header was injected\n" + request);
            }
        }
    }

    @Test
    void monitorSurvivesHostileQmp() throws Exception {
        Path socket = SOCKETS.resolve("regular.qmp");
        Await.until("the VM is verified", () -> Files.exists(socket));
        cases(COUNT / 10, 6, seed -> {
            RandomGenerator random = random(seed);
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(socket));
                write(channel, "{\"execute\":\"qmp_capabilities\"}\n".getBytes(StandardCharsets.UTF_8));
                write(
                        channel,
                        new HostileBodies(bases, random)
                                .broken("{\"execute\":\"migrate-set-parameters\",\"arguments\":", "}\n"));
                channel.shutdownOutput();
                readToTheEnd(channel);
            } catch (IOException rejected) {
                // The client sent too much, or all connections were in use.
            }
            if (seed % 20 == 0) {
                checkMonitor(seed, socket);
            }
        });
    }

    /** Reads until the monitor closes the connection. */
    private static void readToTheEnd(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
        while (channel.read(buffer) >= 0) {
            buffer.clear();
        }
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private void checkMonitor(long seed, Path socket) {
        StringBuilder read = new StringBuilder();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            write(
                    channel,
                    "{\"execute\":\"qmp_capabilities\"}{\"execute\":\"query-status\",\"id\":\"alive\"}\n"
                            .getBytes(StandardCharsets.UTF_8));
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            while (read.indexOf("alive") < 0 && channel.read(buffer) >= 0) {
                read.append(StandardCharsets.UTF_8.decode(buffer.flip()));
                buffer.clear();
            }
        } catch (IOException broken) {
            read.append(broken);
        }
        if (read.indexOf("\"id\": \"alive\"") < 0) {
            faults.add("seed " + seed + ": the monitor does not respond: " + read);
        }
    }

    /** Runs cases concurrently. */
    private void cases(int count, int kind, SeededCase run) throws Exception {
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            AtomicInteger next = new AtomicInteger();
            Runnable client = () -> {
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    run.run(SEED + kind * 1_000_000L + i);
                }
            };
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(client));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
    }

    /** A test case. */
    @FunctionalInterface
    private interface SeededCase {
        void run(long seed);
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private HttpResponse<String> post(long seed, String path, String body) {
        return sendAndCheck(seed, "POST", path, HostileBodies.utf8(body));
    }

    private HttpResponse<String> sendAndCheck(
            long seed, String method, String path, byte @org.jspecify.annotations.Nullable [] body) {
        long start = System.nanoTime();
        HttpResponse<String> response = send(method, path, body);
        String request = method + " " + path + " " + (body == null ? "" : new String(body, StandardCharsets.UTF_8));
        check(seed, request, response.statusCode(), response.body(), Duration.ofNanos(System.nanoTime() - start));
        return response;
    }

    private void check(long seed, String request, int status, String response, Duration time) {
        statuses.computeIfAbsent(status, unknown -> new AtomicInteger()).incrementAndGet();
        String abbreviated = request.substring(0, Math.min(1500, request.length()));
        if (status >= 500) {
            faults.add("seed " + seed + ": " + status + "\n" + abbreviated + "\n" + response);
        }
        if (status != 200 && INTERNALS.matcher(response).find()) {
            faults.add("seed " + seed + ": reveals implementation details\n" + abbreviated + "\n" + response);
        }
        if (time.compareTo(BOUND) > 0) {
            faults.add("seed " + seed + ": took " + time + "\n" + abbreviated);
        }
    }

    private HttpResponse<String> send(String method, String path, byte @org.jspecify.annotations.Nullable [] body) {
        HttpRequest.BodyPublisher publisher =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body);
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .header("Content-Type", "application/json")
                            .method(method, publisher)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(method + " " + path, broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void awaitVerified(String name) {
        Await.until("the VM is verified", () -> {
            HttpResponse<String> response = send("GET", "/api/v1/vms/" + name, null);
            return response.statusCode() == 200
                    && JsonMapper.shared()
                            .readTree(response.body())
                            .path("status")
                            .path("conditions")
                            .valueStream()
                            .anyMatch(condition -> condition
                                            .path("type")
                                            .asString()
                                            .equals("Verified")
                                    && condition.path("status").asString().equals("True"));
        });
    }
}
