package dev.outset.migration.run;

import static dev.outset.support.Definitions.definition;
import static dev.outset.support.Definitions.pending;

import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.launch.RunFolder;
import dev.outset.migration.plan.MigrationRequest;
import dev.outset.migration.plan.StoredVmPlanner;
import dev.outset.qmp.QmpChannel;
import dev.outset.reconcile.Launchers;
import dev.outset.reconcile.MonitorSettings;
import dev.outset.reconcile.Reconciler;
import dev.outset.simulator.host.SimulatedLaunchers;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.status.GuestHold;
import dev.outset.store.audit.AuditSink;
import dev.outset.store.database.ReconcileQueue;
import dev.outset.store.event.VmEvent;
import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.Stores;
import dev.outset.store.vm.VmRepository;
import dev.outset.support.CrashPoint;
import dev.outset.support.ForbiddingLauncher;
import dev.outset.support.ManualReconciler;
import dev.outset.support.SettableClock;
import dev.outset.support.TestDatabase;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.JsonNode;

/** Two VMs, their controller and a migration reconciler on a database, with a clock that the test advances. */
final class MigrationTestBed {

    static final List<String> VMS = List.of("db-1", "db-2");

    private static final Duration TICK = Duration.ofMillis(100);

    private static final StoredVmPlanner PLANNER =
            new StoredVmPlanner(ManualReconciler.catalogues(), new RunFolder("/run/outset"));

    private final TestDatabase database;

    private final SettableClock clock = new SettableClock();

    private final CrashPoint crash;

    private final MigrationRepository migrations;

    private final VmRepository repository;

    private final ForbiddingLauncher launcher;

    private final Random random = new Random(1);

    private Reconciler reconciler;

    private MigrationReconciler migrationReconciler;

    MigrationTestBed(TestDatabase database, CrashPoint crash) {
        database.clear();
        this.database = database;
        this.crash = crash;
        this.repository = Stores.repository(database, clock);
        this.migrations = migrations(database.client(), database.transactions());
        this.launcher = new ForbiddingLauncher(SimulatedLaunchers.on(database, clock));
        this.reconciler = reconciler(repository, launcher, migrations);
        this.migrationReconciler = migrationReconciler(
                migrations(
                        crash.wrap(JdbcClient.class, database.client()),
                        crash.wrap(TransactionOperations.class, database.transactions())),
                crash.wrap(repository),
                crash.wrap(launcher));
    }

    private MigrationRepository migrations(JdbcClient client, TransactionOperations transactions) {
        return new MigrationRepository(
                client,
                transactions,
                Stores.events(database, clock),
                new ReconcileQueue(client),
                clock,
                delay -> {},
                AuditSink.none(),
                event -> {});
    }

    static MigrationTestBed withoutCrash(TestDatabase database) {
        return new MigrationTestBed(database, new CrashPoint(0, false));
    }

    private Reconciler reconciler(VmRepository vms, QemuLauncher qemus, MigrationRepository held) {
        return new Reconciler(
                vms,
                List.of(qemus),
                ManualReconciler.catalogues(),
                new RunFolder("/run/outset"),
                clock,
                ManualReconciler.settings(),
                new MonitorSettings(Duration.ofSeconds(5)),
                held::isLocked);
    }

    private MigrationReconciler migrationReconciler(MigrationRepository held, VmRepository vms, QemuLauncher qemus) {
        return new MigrationReconciler(
                held, vms, PLANNER, new Launchers(List.of(qemus), clock, Duration.ofSeconds(5)), clock, settings());
    }

    static MigrationSettings settings() {
        return new MigrationSettings(
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofSeconds(10),
                Duration.ofMinutes(1));
    }

    VmRepository repository() {
        return repository;
    }

    StoredVm vm(String name) {
        return repository.find(new VmName(name)).orElseThrow();
    }

    void change(String name, UnaryOperator<VmDefinition> change) {
        StoredVm vm = vm(name);
        repository.update(change.apply(vm.definition()), vm.definitionVersion());
    }

    /** Sends a command to a monitor, like another client. */
    void sendCommand(String vm, String command) {
        if (launcher.find(vm).orElse(null) instanceof QemuInstance.Running running) {
            try (QmpChannel channel = launcher.connect(running)) {
                channel.send("{\"execute\": \"qmp_capabilities\"}");
                channel.send("{\"execute\": \"" + command + "\"}");
            }
        }
    }

    /** Stops a QEMU without a record, like a reboot of its host. */
    void killQemu(String vm) {
        launcher.stop(vm);
    }

    boolean runs(String vm) {
        return launcher.find(vm)
                .filter(qemu -> !(qemu instanceof QemuInstance.Exited))
                .isPresent();
    }

    /** Runs the controller for some time. */
    void reconcileFor(Duration duration) {
        Instant end = clock.instant().plus(duration);
        while (clock.instant().isBefore(end)) {
            VMS.forEach(vm -> reconciler.reconcile(new VmName(vm)));
            clock.advance(Duration.ofSeconds(1));
        }
    }

    /** Makes the host policy reject a command to all QEMUs. */
    void forbid(String command) {
        launcher.forbidden().add(command);
    }

    MigrationRepository migrations() {
        return migrations;
    }

    Instant now() {
        return clock.instant();
    }

    void post(String name, String spec) {
        repository.insert(definition(name, spec), pending());
    }

    /** Starts both VMs and runs the controller until they are settled. */
    void settle() {
        for (int i = 0; i < 5; i++) {
            VMS.forEach(vm -> reconciler.reconcile(new VmName(vm)));
            clock.advance(TICK);
        }
    }

    /** Requests a migration and returns its id. */
    String migrate(MigrationRequest request) {
        String id = new MigrationIds(clock, random).next();
        migrations.insert(migration(id, request));
        return id;
    }

    /** Returns a new migration with its plan. */
    Migration migration(String id, MigrationRequest request) {
        return Migration.of(
                id,
                request,
                Requests.plan(
                        PLANNER,
                        request,
                        vm(request.source().value()),
                        vm(request.destination().value())),
                clock.instant());
    }

    /** Advances the time; a service that is killed in the meantime is restarted and not killed again. */
    void runFor(String id, Duration duration) {
        Instant end = clock.instant().plus(duration);
        Instant due = clock.instant();
        while (clock.instant().isBefore(end)) {
            if (!clock.instant().isBefore(due)) {
                due = step(id);
            }
            if (clock.instant().toEpochMilli() % 1_000 == 0) {
                VMS.forEach(vm -> reconciler.reconcile(new VmName(vm)));
            }
            if (due.equals(Instant.MAX)) {
                VMS.forEach(vm -> reconciler.reconcile(new VmName(vm)));
                return;
            }
            clock.advance(TICK);
        }
    }

    private Instant step(String id) {
        try {
            return migrationReconciler
                    .reconcile(id)
                    .map(delay -> clock.instant().plus(delay))
                    .orElse(Instant.MAX);
        } catch (CrashPoint.Killed killed) {
            migrationReconciler = migrationReconciler(migrations, repository, launcher);
            return clock.instant();
        }
    }

    Migration migration(String id) {
        return migrations.find(id).orElseThrow();
    }

    MigrationResult result(String id) {
        return migration(id).state() instanceof Migration.Ended ended
                ? ended.result()
                : new MigrationResult(
                        MigrationResult.Result.FAILED,
                        "NotOver",
                        migration(id).state().toString(),
                        MigrationResult.Guest.UNKNOWN);
    }

    int calls() {
        return crash.calls();
    }

    SimulatedQemu qemu(String vm) {
        return SimulatedLaunchers.find(database, clock, vm).orElseThrow();
    }

    JsonNode ask(String vm, String query) {
        return SimulatedLaunchers.query(qemu(vm), query, clock.instant());
    }

    List<String> events(String vm) {
        return Stores.events(database, clock).of(new VmName(vm), 0, 1_000).stream()
                .map(VmEvent::reason)
                .toList();
    }

    /** Returns the state that must be the same at the end, whether the service was killed or not. */
    Map<String, String> outcome(String id) {
        Map<String, String> outcome = new TreeMap<>();
        MigrationResult result = result(id);
        outcome.put("result", result.result() + " " + result.reason());
        for (String vm : VMS) {
            if (SimulatedLaunchers.find(database, clock, vm).isPresent()) {
                outcome.put(
                        vm + " state", ask(vm, "query-status").path("status").asString("none"));
                outcome.put(vm + " boot", Long.toString(qemu(vm).request().boot()));
                outcome.put(
                        vm + " parameters", ask(vm, "query-migrate-parameters").toString());
                outcome.put(
                        vm + " capabilities",
                        ask(vm, "query-migrate-capabilities").toString());
            }
            GuestHold hold = vm(vm).hold();
            outcome.put(vm + " hold", hold == null ? "none" : hold.reason().toString());
            outcome.put(vm + " phase", vm(vm).status().phase().toString());
            outcome.put(vm + " held", Boolean.toString(migrations.isLocked(new VmName(vm))));
        }
        return outcome;
    }
}
