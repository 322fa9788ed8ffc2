package dev.outset.support;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.QemuLauncher;
import dev.outset.launch.RunFolder;
import dev.outset.reconcile.MigrationLock;
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
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A controller without threads: the test runs due reconciliations on its own thread and clock. */
public final class ManualReconciler {

    private static final int MAX_RECONCILIATIONS = 1_000;

    private final TestDatabase database;

    private final SettableClock clock;

    private final ReconcileQueue queue;

    private final VmRepository repository;

    private final ReconcileLoop loop;

    private Consumer<String> listener = vm -> {};

    /**
     * Creates a controller.
     *
     * @param database the database
     * @param clock the clock
     * @param launchers the launchers, one per runtime
     */
    public ManualReconciler(TestDatabase database, SettableClock clock, QemuLauncher... launchers) {
        this(database, clock, UnaryOperator.identity(), launchers);
    }

    /** Creates a controller with a wrapped repository, for example one that fails. */
    public ManualReconciler(
            TestDatabase database,
            SettableClock clock,
            UnaryOperator<VmRepository> wrapping,
            QemuLauncher... launchers) {
        this.database = database;
        this.clock = clock;
        this.queue = new ReconcileQueue(database.client());
        this.repository = Stores.repository(database, clock);
        this.loop = new ReconcileLoop(
                new Reconciler(
                        wrapping.apply(repository),
                        List.of(launchers),
                        Shared.CATALOGUES,
                        new RunFolder("/run/outset"),
                        clock,
                        settings(),
                        new MonitorSettings(Duration.ofSeconds(5)),
                        MigrationLock.none()),
                queue,
                delay -> {},
                clock);
    }

    /** The catalogues, which are read once for all tests. */
    private static final class Shared {
        private static final Catalogues CATALOGUES = Catalogues.load();
    }

    /** Returns the catalogues of all controllers. */
    public static Catalogues catalogues() {
        return Shared.CATALOGUES;
    }

    /** Returns the default settings. */
    public static ReconcileSettings settings() {
        return new ReconcileSettings(
                8,
                Duration.ofMinutes(1),
                Duration.ofHours(12),
                Duration.ofMillis(200),
                Duration.ofMinutes(5),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                Duration.ofMinutes(1));
    }

    /** Returns the VM repository. */
    public VmRepository repository() {
        return repository;
    }

    /** Returns a VM, which must exist. */
    public StoredVm vm(String name) {
        return repository.find(new VmName(name)).orElseThrow();
    }

    /** Returns a condition, which must exist. */
    public Condition condition(String name, ConditionType type) {
        return vm(name).status().conditions().get(type).orElseThrow();
    }

    /** Returns the reasons of a VM's events, oldest first. */
    public List<String> events(String name) {
        EventLog events = Stores.events(database, clock);
        return events.of(new VmName(name), 0, 1_000).stream()
                .map(VmEvent::reason)
                .toList();
    }

    /** Runs due reconciliations until none is left, without advancing the clock. */
    public void runUntilIdle() {
        for (int count = 0; runNext().isPresent(); count++) {
            if (count > MAX_RECONCILIATIONS) {
                throw new AssertionError("Not idle after " + MAX_RECONCILIATIONS + " reconciliations");
            }
        }
    }

    /** Advances the clock, and runs reconciliations when they become due. */
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

    /** Runs one due reconciliation. */
    public Optional<Outcome> runNext() {
        return claim().map(claim -> {
            Outcome outcome = loop.run(claim);
            listener.accept(claim.name().value());
            return outcome;
        });
    }

    /** Sets a listener that receives the VM name after every reconciliation. */
    public void onReconciled(Consumer<String> reconciled) {
        this.listener = reconciled;
    }

    /** Releases the claims of a controller that died. */
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
