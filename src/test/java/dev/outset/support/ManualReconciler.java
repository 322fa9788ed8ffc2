package dev.outset.support;

import dev.outset.admission.limit.YieldPolicy;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.QemuLauncher;
import dev.outset.launch.RunFolder;
import dev.outset.reconcile.MonitorSettings;
import dev.outset.reconcile.Outcome;
import dev.outset.reconcile.ReconcileSettings;
import dev.outset.reconcile.Reconciler;
import dev.outset.reconcile.schedule.ReconcileLoop;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.store.database.ReconcileQueue;
import dev.outset.store.event.EventLog;
import dev.outset.store.event.VmEvent;
import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.Stores;
import dev.outset.store.vm.VmRepository;
import dev.outset.vm.VmName;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The controller without threads: a test runs what is due, on its own thread and clock. */
public final class ManualReconciler {

    private static final int MOST_PASSES = 1_000;

    private final TestDatabase database;

    private final SettableClock clock;

    private final ReconcileQueue queue;

    private final VmRepository repository;

    /** One gets its turn at every look. */
    private final AtomicLong requestsInLine = new AtomicLong();

    private final ReconcileLoop runner;

    private Consumer<String> afterPass = vm -> {};

    /**
     * A controller on a database.
     *
     * @param database where everything stands
     * @param clock the time
     * @param launchers what starts QEMUs
     */
    public ManualReconciler(TestDatabase database, SettableClock clock, QemuLauncher... launchers) {
        this(database, clock, UnaryOperator.identity(), launchers);
    }

    /** A controller whose repository is wrapped, to let it fail. */
    public ManualReconciler(
            TestDatabase database,
            SettableClock clock,
            UnaryOperator<VmRepository> wrapping,
            QemuLauncher... launchers) {
        this.database = database;
        this.clock = clock;
        this.queue = new ReconcileQueue(database.client());
        this.repository = Stores.repository(database, clock);
        this.runner = new ReconcileLoop(
                new Reconciler(
                        wrapping.apply(repository),
                        List.of(launchers),
                        Shared.CATALOGUES,
                        new RunFolder("/run/outset"),
                        clock,
                        settings(),
                        new MonitorSettings(Duration.ofSeconds(5))),
                queue,
                delay -> {},
                new YieldPolicy(requestsInLine::get, 0, nanos -> requestsInLine.decrementAndGet()),
                clock);
    }

    /** The catalogue is read once for all tests. */
    private static final class Shared {
        private static final Catalogues CATALOGUES = Catalogues.load();
    }

    /** The catalogues that every controller here uses. */
    public static Catalogues catalogues() {
        return Shared.CATALOGUES;
    }

    /** The settings of production. */
    public static ReconcileSettings settings() {
        return new ReconcileSettings(
                8,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofHours(12),
                Duration.ofSeconds(5),
                4,
                Duration.ofMillis(200),
                Duration.ofMinutes(5),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                Duration.ofSeconds(10));
    }

    /** The VMs. */
    public VmRepository repository() {
        return repository;
    }

    /** A VM that has to be there. */
    public StoredVm vm(String name) {
        return repository.find(new VmName(name)).orElseThrow();
    }

    /** A condition that has to be there. */
    public Condition condition(String name, ConditionType type) {
        return vm(name).status().conditions().get(type).orElseThrow();
    }

    /** The reasons of a VM's events, oldest first. */
    public List<String> events(String name) {
        EventLog events = Stores.events(database, clock);
        return events.of(new VmName(name), 0, 1_000).stream()
                .map(VmEvent::reason)
                .toList();
    }

    /** Runs what is due, until nothing is; the clock stands still. */
    public void runUntilIdle() {
        for (int passes = 0; runNext().isPresent(); passes++) {
            if (passes > MOST_PASSES) {
                throw new AssertionError("Still something due after " + MOST_PASSES + " passes");
            }
        }
    }

    /** Lets time pass and runs everything that becomes due on the way, when it does. */
    public void runFor(Duration duration) {
        Instant end = clock.instant().plus(duration);
        runUntilIdle();
        Optional<Instant> due = nextDue();
        while (due.isPresent() && !due.get().isAfter(end)) {
            clock.advanceTo(due.get());
            runUntilIdle();
            due = nextDue();
        }
        clock.advanceTo(end);
    }

    /** Runs one pass that is due. */
    public Optional<Outcome> runNext() {
        return claim().map(claim -> {
            Outcome outcome = runner.run(claim);
            afterPass.accept(claim.name().value());
            return outcome;
        });
    }

    /** So many requests wait for their turn at the API; one of them gets it at every look. */
    public AtomicLong requestsInLine() {
        return requestsInLine;
    }

    /** Tells somebody after every pass over which VM it went. */
    public void tellAfterEachPass(Consumer<String> listener) {
        this.afterPass = listener;
    }

    /** Takes back what a controller that died has held. */
    public void recover() {
        queue.recover(clock.instant());
    }

    private Optional<Instant> nextDue() {
        return database.client()
                .sql("select execution_time from scheduled_tasks order by execution_time fetch first 1 rows only")
                .query((row, number) ->
                        row.getObject("execution_time", OffsetDateTime.class).toInstant())
                .optional();
    }

    private Optional<ReconcileQueue.Claim> claim() {
        Optional<ReconcileQueue.Claim> due = database.client()
                .sql("""
                        select * from scheduled_tasks where picked = false and execution_time <= ?
                        order by execution_time, task_instance fetch first 1 rows only""")
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .query((row, number) -> new ReconcileQueue.Claim(
                        new VmName(row.getString("task_instance")),
                        row.getLong("version") + 1,
                        row.getObject("execution_time", OffsetDateTime.class).toInstant()))
                .optional();
        due.ifPresent(claim -> database.client()
                .sql("update scheduled_tasks set picked = true, version = version + 1 where task_instance = ?")
                .param(claim.name().value())
                .update());
        return due;
    }
}
