package dev.outset.reconcile;

import static dev.outset.support.Definitions.changed;
import static dev.outset.support.Definitions.definition;
import static dev.outset.support.Definitions.pending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.qemu.BootStep;
import dev.outset.qmp.QmpChannel;
import dev.outset.qmp.QmpException;
import dev.outset.simulator.host.SimulatedLaunchers;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.store.vm.StoredVm;
import dev.outset.support.Definitions;
import dev.outset.support.ManualReconciler;
import dev.outset.support.SettableClock;
import dev.outset.support.TestDatabase;
import dev.outset.vm.MigrationSpec;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs the controller with simulated QEMUs and each kind of fault, while users change, restart and delete VMs and other
 * clients change settings. Seeded; {@code -Doutset.faults.seeds=1000} runs more seeds.
 */
class FaultySimulationTests {

    private static final int SEEDS = Integer.getInteger("outset.faults.seeds", 12);

    private static final int ACTIONS = 8;

    /** The distribution of actions; those that make a setting too late are more frequent. */
    private static final List<Action> DISTRIBUTION = List.of(
            Action.CHANGE,
            Action.CHANGE,
            Action.CHANGE,
            Action.EXTERNAL_CHANGE,
            Action.EXTERNAL_CHANGE,
            Action.EXTERNAL_CHANGE,
            Action.RESTART,
            Action.KILL,
            Action.REMOVE,
            Action.NOTHING);

    private static final List<String> VERSIONS = List.of("6.2", "7.2", "8.2", "9.2", "10.2", "11.1");

    private static final List<String> INCOMING = List.of(
            "",
            "'incoming': {'listen': 'defer'}, ",
            "'incoming': {'listen': 'tcp:0:4444'}, ",
            "'incoming': {'listen': 'tcp:0:4444'}, ");

    private static final List<BootStep> STEPS = List.of(
            BootStep.OPTIONS_PARSED,
            BootStep.MACHINE_OBJECT_CREATED,
            BootStep.MIGRATION_OBJECT_CREATED,
            BootStep.BOARD_INITIALISED,
            BootStep.DEVICES_CREATED,
            BootStep.MONITOR_READY);

    /** Reasons of {@code Verified} that are not a failure of the controller. */
    private static final Set<String> ACCEPTED_REASONS = Set.of("TooLate", "RestartRequired");

    private static final TestDatabase DATABASE = TestDatabase.memory();

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    /** The kinds of faults. */
    enum Kind {
        NONE,
        SLOW_STEP,
        BLOCKED_MONITOR,
        DROPPED_CONNECTION,
        ERROR_ON_APPLY,
        IGNORED_VALUE,
        CRASH_AT,
        LATE_OBJECT;

        String draw(RandomGenerator random) {
            String step = STEPS.get(random.nextInt(STEPS.size())).toString();
            String duration = "'duration': '" + random.nextInt(1, 40) + "s'";
            String times = "'times': " + random.nextInt(1, 5);
            String parameter = random.nextBoolean() ? "downtime-limit" : "multifd-channels";
            return switch (this) {
                case NONE -> "";
                case SLOW_STEP -> "{'kind': 'slow-step', 'step': '" + step + "', " + duration + "}";
                case BLOCKED_MONITOR -> "{'kind': 'blocked-monitor', " + duration + "}";
                case DROPPED_CONNECTION ->
                    "{'kind': 'dropped-connection', 'afterCommands': " + random.nextInt(7) + ", " + times + "}";
                case ERROR_ON_APPLY -> "{'kind': 'error-on-apply', 'desc': 'Simulated error', " + times + "}";
                case IGNORED_VALUE -> "{'kind': 'ignored-value', 'parameter': '" + parameter + "', " + times + "}";
                case CRASH_AT -> "{'kind': 'crash-at', 'step': '" + step + "', 'boots': " + random.nextInt(1, 4) + "}";
                case LATE_OBJECT -> "{'kind': 'late-object', " + duration + "}";
            };
        }
    }

    /** Actions on a VM. */
    private enum Action {
        CHANGE,
        RESTART,
        EXTERNAL_CHANGE,
        KILL,
        REMOVE,
        NOTHING
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void convergesDespiteFaults(Kind kind) {
        int verified = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Run run = new Run(kind, new Random(seed));
            try {
                run.run();
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("Seed " + seed + " of " + kind + " after " + run.trace, broken);
            }
            verified += run.invariants.verified();
        }
        assertThat(verified).as("number of verified statuses").isGreaterThan(SEEDS);
    }

    /** One run with two VMs, their QEMUs and users. */
    private static final class Run {

        private final Kind kind;

        private final RandomGenerator random;

        private final List<String> trace = new ArrayList<>();

        private final Map<String, String> specs = new HashMap<>();

        private final SettableClock clock = new SettableClock();

        private final QemuLauncher qemus = SimulatedLaunchers.on(DATABASE, clock);

        private final ManualReconciler controller;

        private final Invariants invariants;

        private Run(Kind kind, RandomGenerator random) {
            DATABASE.clear();
            this.kind = kind;
            this.random = random;
            Function<String, Optional<SimulatedQemu>> find = vm -> SimulatedLaunchers.find(DATABASE, clock, vm);
            WatchedLauncher launcher = new WatchedLauncher(qemus, find);
            this.controller = new ManualReconciler(DATABASE, clock, launcher);
            this.invariants = new Invariants(controller.repository(), launcher, find, clock);
            controller.onReconciled(invariants::check);
        }

        private void run() {
            for (int i = 0; i < ACTIONS; i++) {
                for (String vm : List.of("a", "b")) {
                    perform(vm, DISTRIBUTION.get(random.nextInt(DISTRIBUTION.size())));
                }
                controller.runFor(Duration.ofMillis(random.nextInt(90_000)));
            }
            controller.runFor(Duration.ofMinutes(30));
            controller.repository().find(new VmName("a")).ifPresent(this::assertConverged);
            controller.repository().find(new VmName("b")).ifPresent(this::assertConverged);
        }

        private void perform(String name, Action action) {
            Optional<StoredVm> vm = controller.repository().find(new VmName(name));
            if (vm.isEmpty()) {
                String spec = spec();
                specs.put(name, spec);
                trace.add("POST " + name + " " + spec);
                controller.repository().insert(definition(name, spec), pending());
                return;
            }
            trace.add(action + " " + name);
            switch (action) {
                case CHANGE -> {
                    String spec = random.nextBoolean() ? spec() : swapped(specs.get(name));
                    trace.add(spec);
                    specs.put(name, spec);
                    change(vm.get(), definition -> changed(definition, spec));
                }
                case RESTART -> change(vm.get(), Definitions::restarted);
                case REMOVE -> change(vm.get(), Definitions::deleted);
                case EXTERNAL_CHANGE ->
                    sendCommand(
                            name,
                            "migrate-set-parameters",
                            random.nextInt(3) > 0 ? "multifd-channels" : "downtime-limit");
                case KILL -> sendCommand(name, "quit", "");
                case NOTHING -> {}
            }
        }

        private void change(StoredVm vm, UnaryOperator<VmDefinition> change) {
            controller.repository().update(change.apply(vm.definition()), vm.definitionVersion());
        }

        /** Sends a command like another client; the monitor may drop the connection. */
        private void sendCommand(String name, String command, String parameter) {
            String arguments = parameter.isEmpty() ? "" : ", 'arguments': {'" + parameter + "': " + value() + "}";
            if (qemus.find(name).orElse(null) instanceof QemuInstance.Running running) {
                try (QmpChannel channel = qemus.connect(running)) {
                    channel.send("{\"execute\": \"qmp_capabilities\"}");
                    channel.send(("{'execute': '" + command + "'" + arguments + "}").replace('\'', '"'));
                } catch (QmpException dropped) {
                    trace.add("dropped");
                }
            }
        }

        /** Returns the same spec with other values, so that nothing else requires a restart. */
        private static String swapped(@Nullable String spec) {
            return String.valueOf(spec)
                    .replace("-channels': 4", "-channels': ?")
                    .replace("-channels': 8", "-channels': 4")
                    .replace("-channels': ?", "-channels': 8");
        }

        /** Returns one of few values, so that another client may also set the value of a later definition. */
        private int value() {
            return 4 << random.nextInt(2);
        }

        private String spec() {
            if (random.nextInt(12) == 0) {
                return "{'power': 'Off'}";
            }
            List<String> migration = new ArrayList<>();
            if (random.nextInt(3) > 0) {
                migration.add("'early': {'multifd-channels': " + value() + "}");
            }
            if (random.nextInt(3) > 0) {
                migration.add("'live': {'downtime-limit': " + value() + "}");
            }
            if (random.nextBoolean()) {
                migration.add("'capabilities': {'validate-uuid': true}");
            }
            migration.add("'onDrift': '" + (random.nextInt(6) == 0 ? "Report" : "Repair") + "'");
            return "{'qemu': {'version': '" + VERSIONS.get(random.nextInt(VERSIONS.size())) + "'}, 'migration': {"
                    + INCOMING.get(random.nextInt(INCOMING.size())) + String.join(", ", migration)
                    + "}, 'simulation': {'faults': [" + kind.draw(random) + "]}}";
        }

        /** Checks that the VM has reached its desired state, since no fault is permanent. */
        private void assertConverged(StoredVm vm) {
            VmSpec spec = vm.definition().spec();
            Condition verified =
                    vm.status().conditions().get(ConditionType.VERIFIED).orElseThrow();
            boolean isAccepted = spec.power() == VmSpec.Power.OFF
                    || spec.migration().onDrift() == MigrationSpec.OnDrift.REPORT
                    || ACCEPTED_REASONS.contains(verified.reason());
            if (!isAccepted) {
                assertThat(verified.status())
                        .as("%s of %s", verified, vm.definition().name())
                        .isEqualTo(Condition.Truth.TRUE);
            }
        }
    }
}
