package dev.outset.benchmark;

import dev.outset.chaos.InstalledPostgreSql;
import dev.outset.support.ServiceProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures one service process on a PostgreSQL server with fsync enabled: definitions created per second compared with
 * inserts by pgbench in the same run, POST to Verified, lists and reads among 100,000 VMs at a fixed rate, and a
 * restart. The property {@code outset.benchmark.parts} selects the parts to run, such as {@code CREATES,BULK}; each
 * runs on an empty database or after the others. {@code outset.benchmark.heap} is the heap of the service, {@code 768m}
 * by default, and {@code outset.benchmark.warm-up} the duration of the warm-up for each kind of request in seconds.
 */
public final class OnPostgreSql {

    /** The parts of the benchmark, in order of execution. */
    enum Part {
        /** Definitions created one by one, compared with pgbench. */
        CREATES,
        /** Definitions created in batches, compared with pgbench. */
        BULK,
        /** Many VMs from POST to Verified. */
        TOGETHER,
        /** The cost of many idle VMs. */
        IDLE,
        /** Single reads and list pages at a fixed rate among many VMs. */
        READS,
        /** A restart with many running VMs. */
        RESTART
    }

    private static final Set<Part> PARTS = Arrays.stream(
                    System.getProperty("outset.benchmark.parts", "CREATES,BULK,TOGETHER,IDLE,READS,RESTART")
                            .split(","))
            .map(Part::valueOf)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Part.class)));

    private static final String HEAP = System.getProperty("outset.benchmark.heap", "768m");

    private static final Path PROGRAMS = Path.of(System.getProperty("outset.postgresql", "/usr/lib/postgresql/15/bin"));

    private static final int SECONDS = Integer.getInteger("outset.benchmark.seconds", 15);

    private static final int TOGETHER = Integer.getInteger("outset.benchmark.together", 10_000);

    private static final int STORED = Integer.getInteger("outset.benchmark.stored", 100_000);

    private static final int WARM_UP_SECONDS = Integer.getInteger("outset.benchmark.warm-up", 45);

    private static final int BULK_SECONDS = Integer.getInteger("outset.benchmark.bulk-seconds", 4);

    private static final int BULK = 100;

    private static final int IDLE_SECONDS = Integer.getInteger("outset.benchmark.idle-seconds", 30);

    private static final int RUNNING = Integer.getInteger("outset.benchmark.running", 10_000);

    private static final int CLIENTS = 8;

    private static final Duration TIMEOUT = Duration.ofMinutes(5);

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
        double before = usesPgbench() ? pgbench() : 0;
        try (ServiceProcess service = start()) {
            writes(service, before);
            if (PARTS.contains(Part.IDLE) || PARTS.contains(Part.READS)) {
                fill(service, STORED);
            }
            if (PARTS.contains(Part.IDLE)) {
                idle(service);
            }
            if (PARTS.contains(Part.READS)) {
                reads(service);
            }
            if (PARTS.contains(Part.RESTART)) {
                fill(service, RUNNING);
            }
        }
        if (PARTS.contains(Part.RESTART)) {
            restart();
        }
    }

    private static boolean usesPgbench() {
        return PARTS.contains(Part.CREATES) || PARTS.contains(Part.BULK);
    }

    private void writes(ServiceProcess service, double before) throws Exception {
        if (usesPgbench() || PARTS.contains(Part.TOGETHER)) {
            creates(service, "warm-", WARM_UP_SECONDS);
            awaitIdle();
            bulk(service, "warm-bulk-", BULK_SECONDS);
            awaitIdle();
        }
        double creates = PARTS.contains(Part.CREATES) ? creates(service, "create-", SECONDS) : 0;
        awaitIdle();
        double bulk = PARTS.contains(Part.BULK) ? bulk(service, "bulk-", BULK_SECONDS) : 0;
        awaitIdle();
        if (usesPgbench()) {
            double after = pgbench();
            double reference = (before + after) / 2;
            System.out.printf("pgbench %.0f and %.0f/s%n", before, after);
            System.out.printf("created one by one %.0f/s, ratio %.2f%n", creates, creates / reference);
            System.out.printf("created %d per request %.0f/s, ratio %.2f%n", BULK, bulk, bulk / reference);
        }
        if (PARTS.contains(Part.TOGETHER)) {
            together(service, "one", 1);
            together(service, "many", BULK);
        }
    }

    private static void reads(ServiceProcess service) throws Exception {
        AtomicInteger next = new AtomicInteger();
        long warm = System.nanoTime() + WARM_UP_SECONDS * 1_000_000_000L;
        clients(service, client -> {
            while (System.nanoTime() < warm) {
                int i = next.getAndIncrement();
                send(client, "GET", "/vms/" + copy(i), "", 200);
                send(client, "GET", "/vms?cursor=" + cursor(i), "", 200);
            }
        });
        FixedRate rate = new FixedRate(service.port(), SECONDS);
        rate.measure("single read", i -> "/vms/" + copy(i));
        rate.measure("list page of 50", i -> "/vms?label=run=copy&cursor=" + cursor(i));
        rate.measure("mixed", i -> i % 2 == 0 ? "/vms/" + copy(i) : "/vms?cursor=" + cursor(i));
    }

    private ServiceProcess start() throws IOException {
        return ServiceProcess.startWith(
                List.of("-Xmx" + HEAP),
                folder,
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=postgres",
                "--outset.definitions.max-vms=1000000",
                "--outset.definitions.max-vms-per-subject=1000000",
                "--logging.level.root=warn");
    }

    private double pgbench() throws IOException {
        // A separate schema, because the service only migrates an empty one.
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
        clients(service, client -> {
            while (System.nanoTime() < end) {
                create(client, prefix + next.getAndIncrement());
            }
        });
        return next.get() / ((System.nanoTime() - start) / 1e9);
    }

    private double bulk(ServiceProcess service, String prefix, int seconds) throws Exception {
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        clients(service, client -> {
            while (System.nanoTime() < end) {
                createMany(client, prefix, next.getAndAdd(BULK), BULK);
            }
        });
        return next.get() / ((System.nanoTime() - start) / 1e9);
    }

    private void together(ServiceProcess service, String prefix, int perRequest) throws Exception {
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        clients(service, client -> {
            for (int i = next.getAndAdd(perRequest); i < TOGETHER; i = next.getAndAdd(perRequest)) {
                if (perRequest == 1) {
                    create(client, prefix + "-" + i);
                } else {
                    createMany(client, prefix + "-", i, Math.min(perRequest, TOGETHER - i));
                }
            }
        });
        double created = (System.nanoTime() - start) / 1e9;
        await(
                "all VMs are Verified",
                () -> number("select count(*) from vm where verified in ('False', 'Unknown')") == 0);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%d from POST to Verified, %d per request, in %.1f s, %.0f/s; all created after %.1f s%n",
                TOGETHER, perRequest, seconds, TOGETHER / seconds, created);
    }

    /** The task of one client. */
    @FunctionalInterface
    private interface ClientTask {
        void run(PlainHttp client) throws IOException;
    }

    private static void clients(ServiceProcess service, ClientTask task) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(threads.submit(() -> {
                    try (PlainHttp client = client(service)) {
                        task.run(client);
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
    }

    private static PlainHttp client(ServiceProcess service) throws IOException {
        return new PlainHttp("127.0.0.1", service.port(), "");
    }

    /**
     * Copies a verified VM, its QEMU and its queue entry until the given number is stored; each copy has its own
     * timestamps.
     */
    private void fill(ServiceProcess service, int count) throws IOException {
        if (number("select count(*) from vm where name = 'model'") == 0) {
            try (PlainHttp client = client(service)) {
                create(client, "model");
            }
            awaitIdle();
        }
        long copies = number("select count(*) from vm where name like 'copy-%'");
        if (copies >= count) {
            return;
        }
        sql("""
                insert into vm (name, labels, spec, generation, restarts, deleting, created_at, definition_version, status, details,
                    status_version, qemu_version, phase, run_state, guest, accepted, launched, migration_object_ready,
                    applied, verified, degraded, restart_required)
                select 'copy-' || lpad(i::text, 6, '0'), '{"run":"copy"}', spec, generation, restarts, deleting,
                    created_at, definition_version,
                    regexp_replace(status, '[.][0-9]+Z', '.' || lpad(i::text, 6, '0') || 'Z', 'g'), details,
                    status_version, qemu_version, phase, run_state, guest, accepted, launched, migration_object_ready,
                    applied, verified, degraded, restart_required
                from vm, generate_series(%d, %d) i where name = 'model'""".formatted(copies + 1, count));
        sql("""
                insert into simulated_qemu (vm, boot, launch_order, state, version)
                select vm.name, q.boot, q.launch_order, q.state, q.version from simulated_qemu q, vm
                where q.vm = 'model' and vm.name like 'copy-%'""");
        sql("""
                insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                select t.task_name, vm.name, t.execution_time, false, 1 from scheduled_tasks t, vm
                where t.task_instance = 'model' and vm.name like 'copy-%'""");
        sql("insert into vm_label select name, 'run', 'copy' from vm where name like 'copy-%'");
        sql("""
                insert into vm_setting
                select vm.name, p.setting_name, p.setting_value from vm_setting p, vm
                where p.vm = 'model' and vm.name like 'copy-%'""");
        sql("vacuum analyze");
        System.out.printf("%d VMs stored%n", number("select count(*) from vm"));
    }

    /** Measures the cost of all VMs while they are idle. */
    private void idle(ServiceProcess service) {
        String written = "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) from pg_stat_user_tables"
                + " where relname in ('vm', 'vm_event', 'simulated_qemu')";
        LockSupport.parkNanos(5_000_000_000L);
        long before = number(written);
        Duration cpu = service.cpu();
        LockSupport.parkNanos(IDLE_SECONDS * 1_000_000_000L);
        System.out.printf(
                "%d s idle: %d rows written, %.2f s of processor time%n",
                IDLE_SECONDS, number(written) - before, service.cpu().minus(cpu).toMillis() / 1e3);
    }

    private static String copy(int i) {
        return "copy-%06d".formatted(1 + i * 37 % (STORED / 2));
    }

    private static String cursor(int i) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(copy(i).getBytes(StandardCharsets.UTF_8));
    }

    private void restart() throws Exception {
        long start = System.nanoTime();
        try (ServiceProcess service = start();
                PlainHttp client = client(service)) {
            send(client, "GET", "/vms?limit=1", "", 200);
            double ready = (System.nanoTime() - start) / 1e9;
            awaitIdle();
            System.out.printf(
                    "restart with %d running VMs: responds after %.1f s, idle after %.1f s%n",
                    number("select count(*) from simulated_qemu"), ready, (System.nanoTime() - start) / 1e9);
        }
    }

    /** Waits until no reconciliation is due or running. */
    private void awaitIdle() {
        await(
                "nothing is due",
                () -> number("select count(*) from scheduled_tasks where task_name = 'reconcile-vm'"
                                + " and (picked or execution_time <= now())")
                        == 0);
    }

    private static void create(PlainHttp client, String name) throws IOException {
        send(client, "POST", "/vms", body(name), 201);
    }

    private static void createMany(PlainHttp client, String prefix, int first, int count) throws IOException {
        String items = IntStream.range(first, first + count)
                .mapToObj(i -> body(prefix + i))
                .collect(Collectors.joining(","));
        send(client, "POST", "/vms/batches", "{\"items\": [" + items + "]}", 200);
    }

    private static String body(String name) {
        return """
                {"name": "%s", "labels": {"run": "benchmark"}, "spec": {"qemu": {"version": "11.1"},
                 "migration": {"incoming": {"listen": "defer"},
                  "early": {"multifd-channels": 8, "downtime-limit": "500ms"}, "live": {"max-bandwidth": "1GiB/s"},
                  "capabilities": {"multifd": true}}}}
                """.formatted(name);
    }

    private static void send(PlainHttp client, String method, String path, String body, int status) throws IOException {
        PlainHttp.Answer answer = client.send(method, "/api/v1" + path, body);
        if (answer.status() != status) {
            throw new IllegalStateException(answer.status() + " " + answer.body());
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
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Not within " + TIMEOUT + ": " + what);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }
}
