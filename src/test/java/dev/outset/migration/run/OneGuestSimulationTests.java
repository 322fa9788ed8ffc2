package dev.outset.migration.run;

import static dev.outset.support.Definitions.changed;
import static dev.outset.support.Definitions.definition;
import static dev.outset.support.Definitions.pending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.launch.LaunchOrder;
import dev.outset.launch.QemuLauncher;
import dev.outset.launch.RunFolder;
import dev.outset.migration.plan.MigrationRequest;
import dev.outset.migration.plan.StoredVmPlanner;
import dev.outset.reconcile.Launchers;
import dev.outset.reconcile.MonitorSettings;
import dev.outset.reconcile.Reconciler;
import dev.outset.status.GuestHold;
import dev.outset.status.VmPhase;
import dev.outset.store.audit.AuditSink;
import dev.outset.store.database.ReconcileQueue;
import dev.outset.store.vm.StaleVersionException;
import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.Stores;
import dev.outset.store.vm.VmRepository;
import dev.outset.support.Definitions;
import dev.outset.support.ManualReconciler;
import dev.outset.support.SettableClock;
import dev.outset.support.TestDatabase;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Checks that two QEMUs never run the same guest, regardless of what happens to migrations, QEMUs, hosts, definitions
 * and workers. All steps are drawn from a seed: reconciliations of VMs and migrations, which run, are killed at a call,
 * or are paused and resumed later; steps of QEMU's migrations; actions of users and hosts.
 *
 * <p>{@code -Doutset.one-guest.steps=10000000} runs more steps, {@code -Doutset.one-guest.seed=N} starts with a seed.
 */
class OneGuestSimulationTests {

    private static final long STEPS = Long.getLong("outset.one-guest.steps", 100_000);

    private static final long FIRST_SEED = Long.getLong("outset.one-guest.seed", 1);

    private static final int STEPS_OF_A_RUN = 500;

    private static final int MAX_PAUSED = 3;

    private static final int LAST_CALL = 14;

    private static final List<String> VMS = List.of("a", "b", "c", "d");

    private static final TestDatabase DATABASE = TestDatabase.memory();

    /** The outcomes of all runs. */
    private static final Set<String> SEEN = new TreeSet<>();

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    @Test
    @Timeout(60 * 60 * 6)
    void runsEachGuestInAtMostOneQemu() {
        long steps = 0;
        for (long seed = FIRST_SEED; steps < STEPS; seed++) {
            Run run = new Run(new Random(seed));
            try {
                run.run();
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("Seed " + seed + ", after " + run.trace, broken);
            }
            steps += run.steps;
        }
        assertThat(SEEN)
                .as("outcomes that must occur")
                .contains("Completed", "Cancelled", "SourceFailed", "DestinationExited", "SilentHang", "SourceExited")
                .contains("guest Source", "guest Destination", "guest Lost", "guest Unknown")
                .contains("killed", "resumed", "released", "not permitted")
                .contains(List.of(GuestQemus.TransferOutcome.values()).stream()
                        .map(Enum::name)
                        .toArray(String[]::new));
    }

    /** A run with one seed. */
    private static final class Run {

        private final Random random;

        private final List<String> trace = new ArrayList<>();

        private final SettableClock clock = new SettableClock();

        private final VmRepository repository = Stores.repository(DATABASE, clock);

        private final MigrationRepository migrations;

        private final GuestQemus qemus;

        private final Map<String, Integer> incarnations = new HashMap<>();

        private final Map<String, Integer> releases = new HashMap<>();

        private final Set<String> activeIds = new HashSet<>();

        private final List<KillableWork> paused = new ArrayList<>();

        private long steps;

        private Run(Random random) {
            DATABASE.clear();
            this.random = random;
            this.qemus = new GuestQemus(clock, random, this::guestOf);
            this.migrations = migrations(new KillableWork(0, 0));
        }

        private MigrationRepository migrations(KillableWork work) {
            return new MigrationRepository(
                    work.wrap(JdbcClient.class, DATABASE.client()),
                    work.wrap(TransactionOperations.class, DATABASE.transactions()),
                    Stores.events(DATABASE, clock),
                    new ReconcileQueue(DATABASE.client()),
                    clock,
                    delay -> {},
                    AuditSink.none(),
                    event -> {});
        }

        /**
         * Identifies a guest by its VM, by the memory size, which differs for each VM of that name, and by the number
         * of releases, since a release accepts that the guest may run twice.
         */
        private String guestOf(LaunchOrder order) {
            String memory = order.arguments().get(order.arguments().indexOf("-m") + 1);
            return order.vm() + " " + memory + " " + releases.getOrDefault(order.vm(), 0);
        }

        private void run() {
            VMS.forEach(this::create);
            for (int i = 0; i < STEPS_OF_A_RUN; i++) {
                step();
            }
            while (!paused.isEmpty()) {
                resume();
            }
            settle();
            VMS.forEach(vm -> find(vm).ifPresent(this::assertConsistent));
            VMS.forEach(vm -> find(vm).ifPresent(this::release));
            settle();
            VMS.forEach(vm -> find(vm).ifPresent(this::assertReleased));
            SEEN.addAll(qemus.outcomes());
        }

        private void step() {
            steps++;
            String vm = VMS.get(random.nextInt(VMS.size()));
            int draw = random.nextInt(1_000);
            if (draw < 330) {
                work("reconcile " + vm, work -> reconciler(work).reconcile(new VmName(vm)));
            } else if (draw < 600) {
                stepOfAMigration();
            } else if (draw < 760) {
                trace.add(qemus.advance() ? "QEMU migrates" : "nothing");
            } else if (draw < 830) {
                clock.advance(Duration.ofMillis(100 + random.nextInt(15_000)));
            } else if (draw < 870) {
                resume();
            } else {
                userAction(vm, random.nextInt(100));
            }
        }

        private void userAction(String vm, int draw) {
            Optional<StoredVm> found = find(vm);
            if (found.isEmpty()) {
                create(vm);
            } else if (draw < 30) {
                migrate(vm, VMS.get(2 + random.nextInt(2)));
            } else if (draw < 38) {
                activeIds.forEach(migrations::cancel);
                trace.add("cancel");
            } else if (draw < 56) {
                int status = List.of(0, 1, 137, 139, -1).get(random.nextInt(5));
                trace.add(vm + " exits with " + status);
                qemus.running(vm).ifPresent(qemu -> qemus.exit(qemu, status));
            } else if (draw < 60) {
                trace.add("host reboots");
                qemus.rebootHost();
            } else if (draw < 70) {
                trace.add("restart " + vm);
                change(found.get(), Definitions::restarted);
            } else if (draw < 84) {
                String spec = spec(vm, random.nextInt(8) == 0, random.nextInt(6) == 0);
                trace.add("edit " + vm + " " + spec);
                change(found.get(), before -> changed(before, spec));
            } else if (draw < 90) {
                trace.add("delete " + vm);
                change(found.get(), Definitions::deleted);
            } else {
                release(found.get());
            }
        }

        private void create(String vm) {
            incarnations.merge(vm, 1, Integer::sum);
            trace.add("create " + vm + ", incarnation " + incarnations.get(vm));
            VmDefinition definition = definition(vm, spec(vm, false, false));
            repository.insert(
                    new VmDefinition(
                            definition.name(),
                            definition.labels(),
                            definition.spec(),
                            definition.generation(),
                            definition.restarts(),
                            definition.deleting(),
                            clock.instant()),
                    pending());
        }

        private String spec(String vm, boolean off, boolean swapped) {
            boolean incoming = VMS.indexOf(vm) >= 2 != swapped;
            return "{'qemu': {'version': '7.2'}, 'power': '" + (off ? "Off" : "On") + "', 'memory': {'size': '"
                    + (64 + incarnations.getOrDefault(vm, 0)) + "MiB'}, 'cpu': {'count': " + (1 + random.nextInt(3))
                    + "}"
                    + (incoming ? ", 'migration': {'incoming': {'listen': 'tcp:0:4444'}}" : "") + "}";
        }

        private Optional<StoredVm> find(String vm) {
            return repository.find(new VmName(vm));
        }

        private void change(StoredVm vm, UnaryOperator<VmDefinition> change) {
            try {
                repository.update(change.apply(vm.definition()), vm.definitionVersion());
            } catch (StaleVersionException meanwhile) {
                trace.add("conflict");
            }
        }

        private void migrate(String source, String destination) {
            boolean isHeld = List.of(source, destination).stream()
                    .anyMatch(vm -> find(vm).map(StoredVm::hold)
                            .filter(GuestHold::needsRelease)
                            .isPresent());
            if (source.equals(destination)
                    || find(source).isEmpty()
                    || find(destination).isEmpty()
                    || (isHeld && random.nextInt(4) > 0)) {
                return;
            }
            String id = new MigrationIds(clock, random).next();
            try {
                MigrationRequest request = Requests.of(source, destination, "'override': true");
                migrations.insert(Migration.of(
                        id,
                        request,
                        Requests.plan(
                                PLANNER,
                                request,
                                find(source).orElseThrow(),
                                find(destination).orElseThrow()),
                        clock.instant()));
                activeIds.add(id);
                trace.add("migrate " + source + " to " + destination + " as " + id);
            } catch (VmLockedException other) {
                trace.add("refused");
            }
        }

        private void release(StoredVm vm) {
            String name = vm.definition().name().value();
            if (repository.release(vm.definition(), List.of())) {
                trace.add("release " + name);
                releases.merge(name, 1, Integer::sum);
                SEEN.add("released");
            }
        }

        private void stepOfAMigration() {
            List<String> under = activeIds.stream().sorted().toList();
            if (under.isEmpty()) {
                return;
            }
            String id = under.get(random.nextInt(under.size()));
            work("step of " + id, work -> migrationReconciler(work).reconcile(id));
            recordResult(id);
        }

        private void recordResult(String id) {
            if (migrations.find(id).orElseThrow().state() instanceof Migration.Ended ended) {
                MigrationResult result = ended.result();
                activeIds.remove(id);
                trace.add(id + " ended: " + result);
                SEEN.add(result.reason());
                SEEN.add("guest " + result.guest());
            }
        }

        /** Runs work of a worker, which may be killed or paused. */
        private void work(String what, Consumer<KillableWork> task) {
            int draw = random.nextInt(10);
            int call = 1 + random.nextInt(LAST_CALL);
            boolean pauses = draw == 1 && paused.size() < MAX_PAUSED;
            KillableWork work = new KillableWork(draw == 0 ? call : 0, pauses ? call : 0);
            trace.add(what + (draw == 0 ? ", killed at " + call : pauses ? ", paused at " + call : ""));
            try {
                if (!work.run(() -> task.accept(work))) {
                    paused.add(work);
                }
            } catch (KillableWork.Killed killed) {
                work.closeConnections();
                SEEN.add("killed");
            }
        }

        private void resume() {
            if (paused.isEmpty()) {
                return;
            }
            KillableWork work = paused.remove(random.nextInt(paused.size()));
            trace.add("resume");
            work.resume();
            SEEN.add("resumed");
            List.copyOf(activeIds).forEach(this::recordResult);
        }

        private Reconciler reconciler(KillableWork work) {
            return new Reconciler(
                    work.wrap(VmRepository.class, repository),
                    List.of(work.wrap(QemuLauncher.class, qemus)),
                    ManualReconciler.catalogues(),
                    new RunFolder("/run/outset"),
                    clock,
                    ManualReconciler.settings(),
                    new MonitorSettings(Duration.ofSeconds(5)),
                    migrations(work)::isLocked);
        }

        private MigrationReconciler migrationReconciler(KillableWork work) {
            return new MigrationReconciler(
                    migrations(work),
                    work.wrap(VmRepository.class, repository),
                    PLANNER,
                    new Launchers(List.of(work.wrap(QemuLauncher.class, qemus)), clock, Duration.ofSeconds(5)),
                    clock,
                    dev.outset.migration.run.MigrationTestBed.settings());
        }

        private static final StoredVmPlanner PLANNER =
                new StoredVmPlanner(ManualReconciler.catalogues(), new RunFolder("/run/outset"));

        /** Runs all reconciliations without interruptions until the state is settled. */
        private void settle() {
            for (int i = 0; i < 20; i++) {
                KillableWork undisturbed = new KillableWork(0, 0);
                VMS.forEach(vm -> reconciler(undisturbed).reconcile(new VmName(vm)));
                steps += VMS.size() + activeIds.size();
                for (String id : List.copyOf(activeIds)) {
                    migrationReconciler(undisturbed).reconcile(id);
                    recordResult(id);
                }
                while (qemus.advance()) {
                    trace.add("QEMU migrates");
                }
                clock.advance(Duration.ofSeconds(i < 8 ? 6 : 60));
            }
            assertThat(activeIds).as("migrations that do not end").isEmpty();
        }

        private void assertConsistent(StoredVm vm) {
            String name = vm.definition().name().value();
            GuestHold hold = vm.hold();
            VmPhase phase = vm.status().phase();
            if (hold != null) {
                assertThat(hold.needsRelease())
                        .as("%s without a migration", hold)
                        .isTrue();
                assertThat(vm.status().hold()).isEqualTo(hold);
                if (hold.reason() == GuestHold.Reason.MIGRATED) {
                    assertThat(phase).isEqualTo(VmPhase.MIGRATED);
                    assertThat(qemus.running(name)).isEmpty();
                } else if (vm.definition().spec().power() == VmSpec.Power.ON) {
                    assertThat(phase).isEqualTo(VmPhase.UNKNOWN);
                }
            } else if (vm.definition().spec().power() == VmSpec.Power.ON) {
                assertThat(qemus.running(name))
                        .as("%s, which is not held, runs", name)
                        .isPresent();
                assertThat(phase).isEqualTo(VmPhase.RUNNING);
            }
        }

        private void assertReleased(StoredVm vm) {
            assertThat(vm.hold()).isNull();
            if (vm.definition().spec().power() == VmSpec.Power.ON) {
                assertThat(qemus.running(vm.definition().name().value()))
                        .as("%s after its release", vm.definition().name())
                        .isPresent();
            }
        }
    }
}
