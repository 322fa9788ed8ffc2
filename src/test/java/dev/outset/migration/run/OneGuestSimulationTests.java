package dev.outset.migration.run;

import static dev.outset.support.Definitions.changed;
import static dev.outset.support.Definitions.definition;
import static dev.outset.support.Definitions.pending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.launch.LaunchOrder;
import dev.outset.launch.QemuLauncher;
import dev.outset.launch.RunFolder;
import dev.outset.migration.job.JdbcMigrationRepository;
import dev.outset.migration.job.MigrationIds;
import dev.outset.migration.job.MigrationJob;
import dev.outset.migration.job.MigrationJobState;
import dev.outset.migration.job.MigrationRepository;
import dev.outset.migration.job.MigrationResult;
import dev.outset.migration.job.VmLockedException;
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

/**
 * One guest, one place: at no time do two QEMUs run the same guest, whatever becomes of activeIds, QEMUs, hosts,
 * definitions and workers. Every step is drawn from a seed: passes and steps of activeIds, which are carried out, killed at
 * a call, or left standing and gone on with later; steps of QEMU's own activeIds; what users and hosts do.
 *
 * <p>{@code -Doutset.one-guest.steps=10000000} runs more, {@code -Doutset.one-guest.seed=N} begins with a seed.
 */
class OneGuestSimulationTests {

    private static final long STEPS = Long.getLong("outset.one-guest.steps", 100_000);

    private static final long FIRST_SEED = Long.getLong("outset.one-guest.seed", 1);

    private static final int STEPS_OF_A_RUN = 500;

    private static final int MOST_PAUSED = 3;

    private static final int LAST_CALL = 14;

    private static final List<String> VMS = List.of("a", "b", "c", "d");

    private static final TestDatabase DATABASE = TestDatabase.memory("one-guest");

    /** What came of all runs together. */
    private static final Set<String> SEEN = new TreeSet<>();

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    @Test
    @Timeout(60 * 60 * 6)
    void hasEveryGuestAtOnePlaceAtMost() {
        long steps = 0;
        for (long seed = FIRST_SEED; steps < STEPS; seed++) {
            World world = new World(new Random(seed));
            try {
                world.run();
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("Seed " + seed + ", after " + world.story, broken);
            }
            steps += world.steps;
        }
        assertThat(SEEN)
                .as("what has to happen for this to prove anything")
                .contains("Completed", "Cancelled", "SourceFailed", "DestinationExited", "SilentHang", "SourceExited")
                .contains("guest Source", "guest Destination", "guest Lost", "guest Unknown")
                .contains("killed", "gone on with", "released", "not permitted")
                .contains(List.of(GuestQemus.Fate.values()).stream()
                        .map(Enum::name)
                        .toArray(String[]::new));
    }

    /** One run. */
    private static final class World {

        private final Random random;

        private final List<String> story = new ArrayList<>();

        private final SettableClock clock = new SettableClock();

        private final VmRepository repository = Stores.repository(DATABASE, clock);

        private final MigrationRepository migrations;

        private final GuestQemus qemus;

        private final Map<String, Integer> incarnations = new HashMap<>();

        private final Map<String, Integer> releases = new HashMap<>();

        private final Set<String> activeIds = new HashSet<>();

        private final List<KillableWork> paused = new ArrayList<>();

        private long steps;

        private World(Random random) {
            DATABASE.clear();
            this.random = random;
            this.qemus = new GuestQemus(clock, random, this::guestOf);
            this.migrations = new JdbcMigrationRepository(
                    DATABASE.client(),
                    DATABASE.transactions(),
                    Stores.events(DATABASE, clock),
                    new ReconcileQueue(DATABASE.client()),
                    clock,
                    delay -> {},
                    AuditSink.none());
        }

        /** The memory tells which VM of that name it is; a user who releases one accepts that its guest runs twice. */
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
                goOn();
            }
            settle();
            VMS.forEach(vm -> find(vm).ifPresent(this::assertWhereItBelongs));
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
                work("pass over " + vm, work -> reconciler(work).reconcile(new VmName(vm)));
            } else if (draw < 600) {
                stepOfAMigration();
            } else if (draw < 760) {
                story.add(qemus.advance() ? "QEMU migrates" : "nothing");
            } else if (draw < 830) {
                clock.advance(Duration.ofMillis(100 + random.nextInt(15_000)));
            } else if (draw < 870) {
                goOn();
            } else {
                deed(vm, random.nextInt(100));
            }
        }

        private void deed(String vm, int draw) {
            Optional<StoredVm> found = find(vm);
            if (found.isEmpty()) {
                create(vm);
            } else if (draw < 30) {
                migrate(vm, VMS.get(2 + random.nextInt(2)));
            } else if (draw < 38) {
                activeIds.forEach(migrations::cancel);
                story.add("cancel");
            } else if (draw < 56) {
                int status = List.of(0, 1, 137, 139, -1).get(random.nextInt(5));
                story.add(vm + " ends with " + status);
                qemus.running(vm).ifPresent(qemu -> qemus.ends(qemu, status));
            } else if (draw < 60) {
                story.add("host reboots");
                qemus.hostReboots();
            } else if (draw < 70) {
                story.add("restart " + vm);
                change(found.get(), Definitions::restarted);
            } else if (draw < 84) {
                String spec = spec(vm, random.nextInt(8) == 0, random.nextInt(6) == 0);
                story.add("edit " + vm + " " + spec);
                change(found.get(), before -> changed(before, spec));
            } else if (draw < 90) {
                story.add("delete " + vm);
                change(found.get(), Definitions::deleted);
            } else {
                release(found.get());
            }
        }

        private void create(String vm) {
            incarnations.merge(vm, 1, Integer::sum);
            story.add("create " + vm + " for the time " + incarnations.get(vm));
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

        private String spec(String vm, boolean off, boolean turned) {
            boolean incoming = VMS.indexOf(vm) >= 2 != turned;
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
                story.add("too late");
            }
        }

        private void migrate(String source, String destination) {
            boolean isHeld = List.of(source, destination).stream()
                    .anyMatch(vm -> find(vm).map(StoredVm::hold)
                            .filter(GuestHold::needsRelease)
                            .isPresent());
            if (source.equals(destination) || find(destination).isEmpty() || (isHeld && random.nextInt(4) > 0)) {
                return;
            }
            String id = new MigrationIds(clock, random).next();
            try {
                migrations.insert(new MigrationJob(
                        id,
                        Requests.of(source, destination, "'override': true"),
                        new MigrationJobState.Preparing(),
                        false,
                        null,
                        clock.instant(),
                        null,
                        1));
                activeIds.add(id);
                story.add("migrate " + source + " to " + destination + " by " + id);
            } catch (VmLockedException other) {
                story.add("refused");
            }
        }

        private void release(StoredVm vm) {
            String name = vm.definition().name().value();
            if (repository.release(vm.definition(), List.of())) {
                story.add("release " + name);
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
            work("step of " + id, work -> migrationReconciler(work).step(id));
            noteEnding(id);
        }

        private void noteEnding(String id) {
            if (migrations.find(id).orElseThrow().state() instanceof MigrationJobState.Ended(MigrationResult result)) {
                activeIds.remove(id);
                story.add(id + " ended: " + result);
                SEEN.add(result.reason());
                SEEN.add("guest " + result.guest());
            }
        }

        /** Lets a worker do something, to the end or not. */
        private void work(String what, Consumer<KillableWork> task) {
            int draw = random.nextInt(10);
            int call = 1 + random.nextInt(LAST_CALL);
            boolean pauses = draw == 1 && paused.size() < MOST_PAUSED;
            KillableWork work = new KillableWork(draw == 0 ? call : 0, pauses ? call : 0);
            story.add(what + (draw == 0 ? ", killed at " + call : pauses ? ", left standing at " + call : ""));
            try {
                if (!work.run(() -> task.accept(work))) {
                    paused.add(work);
                }
            } catch (KillableWork.Killed killed) {
                work.closeConnections();
                SEEN.add("killed");
            }
        }

        private void goOn() {
            if (paused.isEmpty()) {
                return;
            }
            KillableWork work = paused.remove(random.nextInt(paused.size()));
            story.add("one that was left standing goes on");
            work.goOn();
            SEEN.add("gone on with");
            List.copyOf(activeIds).forEach(this::noteEnding);
        }

        private Reconciler reconciler(KillableWork work) {
            return new Reconciler(
                    work.calls(VmRepository.class, repository),
                    List.of(work.calls(QemuLauncher.class, qemus)),
                    ManualReconciler.catalogues(),
                    new RunFolder("/run/outset"),
                    clock,
                    ManualReconciler.settings(),
                    new MonitorSettings(Duration.ofSeconds(5)),
                    work.calls(MigrationRepository.class, migrations)::holds);
        }

        private MigrationReconciler migrationReconciler(KillableWork work) {
            return new MigrationReconciler(
                    work.calls(MigrationRepository.class, migrations),
                    work.calls(VmRepository.class, repository),
                    PLANNER,
                    new MigrationQemus(List.of(work.calls(QemuLauncher.class, qemus)), clock, Duration.ofSeconds(5)),
                    clock,
                    dev.outset.migration.run.MigrationTestBed.settings());
        }

        private static final StoredVmPlanner PLANNER =
                new StoredVmPlanner(ManualReconciler.catalogues(), new RunFolder("/run/outset"));

        /** From now on nobody disturbs. */
        private void settle() {
            for (int i = 0; i < 20; i++) {
                KillableWork undisturbed = new KillableWork(0, 0);
                VMS.forEach(vm -> reconciler(undisturbed).reconcile(new VmName(vm)));
                steps += VMS.size() + activeIds.size();
                for (String id : List.copyOf(activeIds)) {
                    migrationReconciler(undisturbed).step(id);
                    noteEnding(id);
                }
                while (qemus.advance()) {
                    story.add("QEMU migrates");
                }
                clock.advance(Duration.ofSeconds(i < 8 ? 6 : 60));
            }
            assertThat(activeIds).as("migrations that do not end").isEmpty();
        }

        private void assertWhereItBelongs(StoredVm vm) {
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
