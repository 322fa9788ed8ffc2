package dev.outset.migration.run;

import static dev.outset.support.Definitions.changed;
import static dev.outset.support.Definitions.definition;
import static dev.outset.support.Definitions.pending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.launch.RunFolder;
import dev.outset.migration.plan.MigrationRequest;
import dev.outset.migration.plan.StoredVmPlanner;
import dev.outset.qemu.BootStep;
import dev.outset.qmp.QmpChannel;
import dev.outset.reconcile.Launchers;
import dev.outset.reconcile.MonitorSettings;
import dev.outset.reconcile.Reconciler;
import dev.outset.simulator.host.SimulatedLaunchers;
import dev.outset.status.BootStatus;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.GuestHold;
import dev.outset.store.audit.AuditSink;
import dev.outset.store.database.ReconcileQueue;
import dev.outset.store.event.EventDraft;
import dev.outset.store.event.EventLog;
import dev.outset.store.event.VmEvent;
import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.Stores;
import dev.outset.store.vm.VmRepository;
import dev.outset.support.Definitions;
import dev.outset.support.ManualReconciler;
import dev.outset.support.TestDatabase;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Checks that the times of a VM never run backwards: neither from event to event, nor within a boot, nor from boot to
 * boot, while users create, change, label, restart, migrate, release and delete VMs and other clients change settings.
 * All steps are drawn from a seed, and each reading of the clock advances it; {@code -Doutset.timeline.seeds=1000} runs
 * more seeds.
 */
class TimelineSimulationTests {

    private static final int SEEDS = Integer.getInteger("outset.timeline.seeds", 12);

    private static final int STEPS = 250;

    private static final List<String> VMS = List.of("a", "b", "c");

    private static final List<String> APPLIED = List.of("Applied", "NothingToApply");

    private static final StoredVmPlanner PLANNER =
            new StoredVmPlanner(ManualReconciler.catalogues(), new RunFolder("/run/outset"));

    private static final TestDatabase DATABASE = TestDatabase.memory();

    /** The reasons of all events. */
    private static final Set<String> SEEN = new TreeSet<>();

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    @Test
    void timesNeverRunBackwards() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Run run = new Run(new Random(seed));
            try {
                run.run();
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("Seed " + seed + ", after " + run.trace, broken);
            }
        }
        assertThat(SEEN)
                .as("reasons that must occur")
                .contains("Created", "Changed", "Relabelled", "RestartRequested", "Deleting", "Removed", "Released")
                .contains("Launched", "Restarting", "Readable", "Applied", "AllParametersMatch", "Listening")
                .contains("SettingsChanged", "DriftRepaired", "MigrationStarted", "MigrationCompleted");
    }

    /** A clock that advances by up to two milliseconds each time that it is read. */
    private static final class RunningClock implements InstantSource {

        private final Random random;

        private Instant now = Definitions.CREATED;

        private RunningClock(Random random) {
            this.random = random;
        }

        @Override
        public Instant instant() {
            advance(Duration.ofNanos(1_000L * random.nextInt(2_000)));
            return now;
        }

        private void advance(Duration duration) {
            now = now.plus(duration);
        }
    }

    /** A run with one seed. */
    private static final class Run {

        private final Random random;

        private final List<String> trace = new ArrayList<>();

        private final RunningClock clock;

        private final VmRepository repository;

        private final EventLog events;

        private final MigrationRepository migrations;

        private final QemuLauncher launcher;

        private final Reconciler reconciler;

        private final MigrationReconciler migrationReconciler;

        private final Set<String> active = new HashSet<>();

        /** The boots of each VM that its status has shown, by creation time and number. */
        private final Map<String, Map<String, Instant>> boots = new HashMap<>();

        private Run(Random random) {
            DATABASE.clear();
            this.random = random;
            this.clock = new RunningClock(new Random(random.nextLong()));
            this.repository = Stores.repository(DATABASE, clock);
            this.events = Stores.events(DATABASE, clock);
            this.migrations = new MigrationRepository(
                    DATABASE.client(),
                    DATABASE.transactions(),
                    events,
                    new ReconcileQueue(DATABASE.client()),
                    clock,
                    delay -> {},
                    AuditSink.none(),
                    event -> {});
            this.launcher = SimulatedLaunchers.withStepDurations(DATABASE, clock);
            this.reconciler = new Reconciler(
                    repository,
                    List.of(launcher),
                    ManualReconciler.catalogues(),
                    new RunFolder("/run/outset"),
                    clock,
                    ManualReconciler.settings(),
                    new MonitorSettings(Duration.ofSeconds(5)),
                    migrations::isLocked);
            this.migrationReconciler = new MigrationReconciler(
                    migrations,
                    repository,
                    PLANNER,
                    new Launchers(List.of(launcher), clock, Duration.ofSeconds(5)),
                    clock,
                    MigrationTestBed.settings());
        }

        private void run() {
            VMS.forEach(this::create);
            for (int i = 0; i < STEPS; i++) {
                step();
                VMS.forEach(this::check);
            }
        }

        private void step() {
            String vm = VMS.get(random.nextInt(VMS.size()));
            int draw = random.nextInt(100);
            if (draw < 50) {
                trace.add("reconcile " + vm);
                reconciler.reconcile(new VmName(vm));
            } else if (draw < 65) {
                stepOfMigrations();
            } else if (draw < 75) {
                clock.advance(Duration.ofMillis(random.nextInt(3_000)));
            } else {
                find(vm).ifPresentOrElse(found -> act(found, random.nextInt(25)), () -> create(vm));
            }
        }

        private void act(StoredVm vm, int draw) {
            String name = vm.definition().name().value();
            if (draw < 6) {
                change("change", vm, before -> changed(before, spec(name)));
            } else if (draw < 8) {
                change("label", vm, before -> before.withLabels(Map.of("team", "t" + random.nextInt(9))));
            } else if (draw < 10) {
                change("restart", vm, Definitions::restarted);
            } else if (draw < 11) {
                change("delete", vm, Definitions::deleted);
            } else if (draw < 17) {
                drift(name);
            } else if (draw < 22) {
                migrate(vm, VMS.get((VMS.indexOf(name) + 1) % VMS.size()));
            } else {
                release(vm);
            }
        }

        private void create(String vm) {
            trace.add("create " + vm);
            VmDefinition definition = definition(vm, spec(vm));
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

        private String spec(String vm) {
            String incoming = switch (vm) {
                case "a" -> "";
                case "b" -> "'incoming': {'listen': 'defer'}, ";
                default -> "'incoming': {'listen': 'tcp:0:4444'}, 'capabilities': {'validate-uuid': true}, ";
            };
            return "{'qemu': {'version': '7.2'}, 'memory': {'size': '64MiB'}, 'migration': {" + incoming
                    + "'live': {'max-bandwidth': " + (1_000_000_000 + random.nextInt(4)) + "}}}";
        }

        private void change(String what, StoredVm vm, UnaryOperator<VmDefinition> change) {
            VmDefinition after = change.apply(vm.definition());
            if (!vm.definition().deleting() && !after.equals(vm.definition())) {
                trace.add(what + " " + after.name());
                int before = eventsOf(after.name().value()).size();
                repository.update(after, vm.definitionVersion());
                assertThat(eventsOf(after.name().value()))
                        .as("events of a change")
                        .hasSize(before + 1);
            }
        }

        private void drift(String vm) {
            if (launcher.find(vm).orElse(null) instanceof QemuInstance.Running running) {
                trace.add("drift " + vm);
                try (QmpChannel channel = launcher.connect(running)) {
                    channel.send("{\"execute\": \"qmp_capabilities\"}");
                    channel.send("{\"execute\": \"migrate-set-parameters\", \"arguments\": {\"max-bandwidth\": "
                            + (1_000_000 + random.nextInt(1_000)) + "}}");
                }
            }
        }

        private void migrate(StoredVm source, String destination) {
            Optional<StoredVm> to = find(destination);
            VmName from = source.definition().name();
            if (to.isEmpty() || migrations.isLocked(from) || migrations.isLocked(new VmName(destination))) {
                return;
            }
            trace.add("migrate " + from + " to " + destination);
            String id = new MigrationIds(clock, random).next();
            MigrationRequest request = Requests.of(from.value(), destination, "'override': true");
            migrations.insert(Migration.of(
                    id, request, List.of(), Requests.plan(PLANNER, request, source, to.get()), clock.instant()));
            active.add(id);
        }

        private void stepOfMigrations() {
            for (String id : active.stream().sorted().toList()) {
                trace.add("step of " + id);
                if (migrationReconciler.reconcile(id).isEmpty()) {
                    active.remove(id);
                }
            }
        }

        private void release(StoredVm vm) {
            GuestHold hold = vm.hold();
            if (hold != null && hold.needsRelease()) {
                trace.add("release " + vm.definition().name());
                VmName name = vm.definition().name();
                repository.release(
                        vm.definition(),
                        List.of(new EventDraft(
                                name,
                                clock.instant(),
                                EventDraft.Type.WARNING,
                                "Released",
                                "The VM was released",
                                vm.definition().generation())));
            }
        }

        private Optional<StoredVm> find(String vm) {
            return repository.find(new VmName(vm));
        }

        private List<VmEvent> eventsOf(String vm) {
            return events.of(new VmName(vm), 0, 10_000);
        }

        private void check(String vm) {
            List<VmEvent> all = eventsOf(vm);
            assertThat(all)
                    .as("times of the events of %s", vm)
                    .extracting(VmEvent::at)
                    .isSorted();
            all.forEach(event -> SEEN.add(event.reason()));
            find(vm).ifPresent(found -> {
                BootStatus boot = found.status().boot();
                if (boot != null) {
                    checkBoot(found, boot);
                    checkBoots(found, boot, all);
                }
            });
        }

        /** Launched, each step, readable, applied, verified. */
        private void checkBoot(StoredVm vm, BootStatus boot) {
            // A VM with deferred listening reaches this step after it was verified.
            List<Instant> steps = boot.steps().stream()
                    .filter(reached -> reached.step() != BootStep.INCOMING_STARTED)
                    .map(BootStep.Reached::at)
                    .toList();
            List<Instant> times = Stream.of(
                            Stream.of(boot.launchedAt()),
                            steps.stream(),
                            Stream.of(
                                            ConditionType.MIGRATION_OBJECT_READY,
                                            ConditionType.APPLIED,
                                            ConditionType.VERIFIED)
                                    .flatMap(type -> vm.status().conditions().get(type).stream())
                                    .filter(Condition::isTrue)
                                    .map(Condition::lastTransitionTime))
                    .flatMap(each -> each)
                    .toList();
            assertThat(times)
                    .as("times of boot %d of %s", boot.number(), vm.definition().name())
                    .isSorted();
            boot.reachedAt(BootStep.MONITOR_READY)
                    .ifPresent(ready -> assertThat(ready).isAfter(boot.launchedAt()));
            boot.reachedAt(BootStep.INCOMING_STARTED)
                    .ifPresent(listening -> assertThat(listening)
                            .isAfter(boot.reachedAt(BootStep.MONITOR_READY).orElseThrow()));
            vm.status()
                    .conditions()
                    .get(ConditionType.LAUNCHED)
                    .filter(Condition::isTrue)
                    .ifPresent(launched ->
                            assertThat(launched.lastTransitionTime()).isEqualTo(boot.launchedAt()));
        }

        /** Each boot has one event, which is not earlier than its start, and starts after all boots before it. */
        private void checkBoots(StoredVm vm, BootStatus boot, List<VmEvent> all) {
            String name = vm.definition().name().value();
            Map<String, Instant> seen = boots.computeIfAbsent(name, _ -> new LinkedHashMap<>());
            String key = vm.definition().createdAt() + " " + boot.number();
            assertThat(seen.getOrDefault(key, boot.launchedAt())).isEqualTo(boot.launchedAt());
            seen.put(key, boot.launchedAt());
            assertThat(List.copyOf(seen.values()))
                    .as("starts of the boots of %s", name)
                    .isSorted();
            List<Instant> launched = all.stream()
                    .filter(event -> event.reason().equals("Launched"))
                    .map(VmEvent::at)
                    .toList();
            assertThat(launched).as("events of the boots of %s", name).hasSameSizeAs(seen.values());
            assertThat(Stream.concat(Stream.of(boot.launchedAt()), Stream.of(launched.getLast())))
                    .isSorted();
            List<String> reasons = all.stream()
                    .map(VmEvent::reason)
                    .map(reason -> APPLIED.contains(reason) ? "Applied" : reason)
                    .toList();
            List<String> ofBoot = reasons.subList(reasons.lastIndexOf("Launched"), reasons.size());
            assertThat(Stream.of("Launched", "Readable", "Applied", "AllParametersMatch")
                            .map(ofBoot::indexOf)
                            .filter(index -> index >= 0))
                    .as("order of %s", ofBoot)
                    .isSorted();
        }
    }
}
