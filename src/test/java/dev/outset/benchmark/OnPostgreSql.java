package dev.outset.benchmark;

import dev.outset.chaos.InstalledPostgreSql;
import dev.outset.support.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One service process of 256 MiB heap on a PostgreSQL with fsync on: definitions created per second beside what pgbench
 * inserts in the same run, POST to Verified, lists and reads among 100,000 VMs at a fixed rate, and a restart.
 */
public final class OnPostgreSql {

    private static final Path PROGRAMS = Path.of(System.getProperty("outset.postgresql", "/usr/lib/postgresql/15/bin"));

    private static final int SECONDS = Integer.getInteger("outset.benchmark.seconds", 15);

    private static final int TOGETHER = Integer.getInteger("outset.benchmark.together", 10_000);

    private static final int STORED = Integer.getInteger("outset.benchmark.stored", 100_000);

    private static final int WARM_UP_SECONDS = Integer.getInteger("outset.benchmark.warm-up", 45);

    private static final int BULK_SECONDS = Integer.getInteger("outset.benchmark.bulk-seconds", 4);

    private static final int BULK = 100;

    private static final int IDLE_SECONDS = Integer.getInteger("outset.benchmark.idle-seconds", 30);

    private static final int RATE = 500;

    private static final int CLIENTS = 8;

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration REQUEST_PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();

    private final InstalledPostgreSql database;

    private final Path folder;

    OnPostgreSql(InstalledPostgreSql database, Path folder) {
        this.database = database;
        this.folder = folder;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("outset-benchmark");
        try (InstalledPostgreSql database = new InstalledPostgreSql(PROGRAMS, folder)) {
            new OnPostgreSql(database, folder).run();
        }
    }

    private void run() throws Exception {
        double inserts = pgbench();
        try (ServiceProcess service = start()) {
            creates(service, "warm-", WARM_UP_SECONDS);
            awaitRest();
            double creates = creates(service, "create-", SECONDS);
            awaitRest();
            double bulk = bulk(service);
            awaitRest();
            double after = pgbench();
            double reference = (inserts + after) / 2;
            System.out.printf("pgbench %.0f and %.0f/s%n", inserts, after);
            System.out.printf("created one by one %.0f/s, ratio %.2f%n", creates, creates / reference);
            System.out.printf("created %d a request %.0f/s, ratio %.2f%n", BULK, bulk, bulk / reference);
            together(service);
            fill();
            idle(service);
            latencies(service, "single read", i -> "/vms/create-" + i % 100);
            latencies(service, "list page of 50", i -> "/vms?label=run=copy&cursor=" + cursor(i));
            latencies(service, "mixed", i -> i % 2 == 0 ? "/vms/create-" + i % 100 : "/vms?cursor=" + cursor(i));
        }
        restart();
    }

    private ServiceProcess start() throws IOException {
        return ServiceProcess.start(
                folder,
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=postgres",
                "--logging.level.root=warn");
    }

    private double pgbench() throws IOException {
        // Not where the service makes its schema: it takes over none that is not empty.
        sql("create schema if not exists bare");
        sql("create table if not exists bare.bare_row (id bigserial primary key, body varchar)");
        Path script = Files.createTempFile("insert", ".sql");
        Files.writeString(script, "insert into bare.bare_row (body) values (repeat('x', 1000));\n");
        var _ = script.toFile().setReadable(true, false);
        String output = database.program(
                "pgbench",
                "-n",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(database.port()),
                "-U",
                "postgres",
                "-c",
                Integer.toString(CLIENTS),
                "-j",
                "2",
                "-T",
                Integer.toString(SECONDS),
                "-f",
                script.toString(),
                "postgres");
        Matcher rate = Pattern.compile("tps = ([0-9.]+)").matcher(output);
        if (!rate.find()) {
            throw new IllegalStateException(output);
        }
        return Double.parseDouble(rate.group(1));
    }

    private double creates(ServiceProcess service, String prefix, int seconds) throws Exception {
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        clients(client -> {
            while (System.nanoTime() < end) {
                post(service, prefix + next.getAndIncrement());
            }
        });
        return next.get() / ((System.nanoTime() - start) / 1e9);
    }

    private double bulk(ServiceProcess service) throws Exception {
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        long end = start + BULK_SECONDS * 1_000_000_000L;
        clients(client -> {
            while (System.nanoTime() < end) {
                int first = next.getAndAdd(BULK);
                String items = IntStream.range(first, first + BULK)
                        .mapToObj(i -> body("bulk-" + i))
                        .collect(Collectors.joining(","));
                send(service, post(service, "/vms/batches", "{\"items\": [" + items + "]}"), 200);
            }
        });
        return next.get() / ((System.nanoTime() - start) / 1e9);
    }

    private void together(ServiceProcess service) throws Exception {
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        clients(client -> {
            for (int i = next.getAndIncrement(); i < TOGETHER; i = next.getAndIncrement()) {
                post(service, "together-" + i);
            }
        });
        await(
                "every VM is Verified",
                () -> number("select count(*) from vm where verified in ('False', 'Unknown')") == 0);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%d from POST to Verified in %.1f s, %.0f/s%n", TOGETHER, seconds, TOGETHER / seconds);
    }

    private static void clients(IntConsumer work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> running = new ArrayList<>();
            IntStream.range(0, CLIENTS).forEach(i -> running.add(threads.submit(() -> work.accept(i))));
            for (Future<?> one : running) {
                one.get();
            }
        }
    }

    /** Copies a settled VM, its QEMU and its place in the queue until so many are stored. */
    private void fill() {
        sql("""
                insert into vm (name, labels, spec, generation, restarts, deleting, created_at, definition_version, status,
                    status_version, qemu_version, phase, accepted, launched, migration_object_ready, applied, verified,
                    degraded, restart_required)
                select 'copy-' || lpad(i::text, 6, '0'), '{"run":"copy"}', spec, generation, restarts, deleting,
                    created_at, definition_version, status, status_version, qemu_version, phase, accepted, launched,
                    migration_object_ready, applied, verified, degraded, restart_required
                from vm, generate_series(1, %d - (select count(*) from vm)) i where name = 'create-1'""".formatted(STORED));
        sql("""
                insert into simulated_qemu (vm, boot, launch_order, state, version)
                select vm.name, q.boot, q.launch_order, q.state, q.version from simulated_qemu q, vm
                where q.vm = 'create-1' and vm.name like 'copy-%'""");
        sql("""
                insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                select t.task_name, vm.name, t.execution_time, false, 1 from scheduled_tasks t, vm
                where t.task_instance = 'create-1' and vm.name like 'copy-%'""");
        sql("insert into vm_label select name, 'run', 'copy' from vm where name like 'copy-%'");
        sql("vacuum analyze");
        System.out.printf("%d VMs stored%n", number("select count(*) from vm"));
    }

    /** What it costs to have them all, when nothing happens to them. */
    private void idle(ServiceProcess service) {
        String written = "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) from pg_stat_user_tables"
                + " where relname in ('vm', 'vm_event', 'simulated_qemu')";
        LockSupport.parkNanos(5_000_000_000L);
        long before = number(written);
        Duration cpu = service.cpu();
        LockSupport.parkNanos(IDLE_SECONDS * 1_000_000_000L);
        System.out.printf(
                "%d s with nothing to do: %d rows written, %.2f s of processor time%n",
                IDLE_SECONDS, number(written) - before, service.cpu().minus(cpu).toMillis() / 1e3);
    }

    private static String cursor(int i) {
        return java.util.Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        "copy-%06d".formatted(i * 37 % 50_000).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** At a fixed rate, measured from when a request was due, so that a stall counts for all that waited behind it. */
    private void latencies(ServiceProcess service, String what, java.util.function.IntFunction<String> path)
            throws Exception {
        measure(service, path, RATE * 5);
        double[] times = measure(service, path, RATE * SECONDS);
        Arrays.sort(times);
        System.out.printf(
                "%-20s at %d/s: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                what, RATE, times[times.length / 2], times[(int) (times.length * 0.99)], times[times.length - 1]);
    }

    private double[] measure(ServiceProcess service, java.util.function.IntFunction<String> path, int count)
            throws Exception {
        double[] times = new double[count];
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int request = i;
                long due = start + i * 1_000_000_000L / RATE;
                LockSupport.parkNanos(due - System.nanoTime());
                calls.add(threads.submit(() -> {
                    send(service, HttpRequest.newBuilder(uri(service, path.apply(request))), 200);
                    times[request] = (System.nanoTime() - due) / 1e6;
                }));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        }
        return times;
    }

    private void restart() throws Exception {
        long start = System.nanoTime();
        try (ServiceProcess service = start()) {
            send(service, HttpRequest.newBuilder(uri(service, "/vms?limit=1")), 200);
            double ready = (System.nanoTime() - start) / 1e9;
            awaitRest();
            System.out.printf(
                    "restart with %d running VMs: answers after %.1f s, quiet after %.1f s%n",
                    number("select count(*) from scheduled_tasks where task_name = 'reconcile-vm'"),
                    ready,
                    (System.nanoTime() - start) / 1e9);
        }
    }

    /** Waits until no pass is due or under way. */
    private void awaitRest() {
        await(
                "nothing is due",
                () -> number("select count(*) from scheduled_tasks where task_name = 'reconcile-vm'"
                                + " and (picked or execution_time <= now())")
                        == 0);
    }

    private void post(ServiceProcess service, String name) {
        send(service, post(service, "/vms", body(name)), 201);
    }

    private static String body(String name) {
        return """
                {"name": "%s", "labels": {"run": "benchmark"}, "spec": {"qemu": {"version": "11.1"},
                 "migration": {"incoming": {"listen": "defer"},
                  "early": {"multifd-channels": 8, "downtime-limit": "500ms"}, "live": {"max-bandwidth": "1GiB/s"},
                  "capabilities": {"multifd": true}}}}
                """.formatted(name);
    }

    private static HttpRequest.Builder post(ServiceProcess service, String path, String body) {
        return HttpRequest.newBuilder(uri(service, path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static URI uri(ServiceProcess service, String path) {
        return URI.create("http://127.0.0.1:" + service.port() + "/api/v1" + path);
    }

    private void send(ServiceProcess service, HttpRequest.Builder request, int status) {
        try {
            HttpResponse<String> response =
                    client.send(request.timeout(REQUEST_PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != status) {
                throw new IllegalStateException(response.statusCode() + " " + response.body() + service.log());
            }
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void sql(String text) {
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private long number(String text) {
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(text)) {
            result.next();
            return result.getLong(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void await(String what, java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }
}
