package dev.outset.reconcile;

import static dev.outset.support.Definitions.changed;
import static dev.outset.support.Definitions.definition;
import static dev.outset.support.Definitions.pending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.status.BootStatus;
import dev.outset.status.ObservedSetting;
import dev.outset.status.VmStatus;
import dev.outset.store.vm.StoredVm;
import dev.outset.support.CrashPoint;
import dev.outset.support.Definitions;
import dev.outset.support.FakeQemus;
import dev.outset.support.ManualReconciler;
import dev.outset.support.SettableClock;
import dev.outset.support.TestDatabase;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A service that is killed at any call and restarted on the same database brings each VM to the same state as without
 * the crash, with the same number of boots.
 */
class CrashTests {

    private static final List<String> SPECS = List.of(
            "{'qemu': {'version': '7.2'}}",
            "{'qemu': {'version': '7.2'}, 'migration': {'early': {'multifd-channels': 8}}}",
            "{'qemu': {'version': '11.1'}, 'migration': {'live': {'downtime-limit': 500, 'max-bandwidth': 1}}}",
            """
            {'qemu': {'version': '7.2'}, 'migration': {'incoming': {'listen': 'tcp:0:4444'},
             'capabilities': {'validate-uuid': true}, 'early': {'multifd-channels': 4}}}""",
            "{'qemu': {'version': '10.0'}, 'migration': {'onDrift': 'Report', 'live': {'downtime-limit': 7}}}",
            "{'power': 'Off', 'qemu': {'version': '9.2'}}");

    private static final TestDatabase DATABASE = TestDatabase.memory();

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    /** Actions of users and hosts on a VM. */
    private enum Action {
        NEW_SPEC,
        RESTART,
        DELETE,
        CRASH,
        EXTERNAL_CHANGE,
        REFUSE
    }

    /** An action on a VM. */
    private record Step(Action action, String vm, String spec) {}

    /** The state of one run; the QEMUs outlive the service. */
    private static final class TestBed {

        private final SettableClock clock = new SettableClock();

        private final FakeQemus qemus = new FakeQemus(ManualReconciler.catalogues(), clock);

        private final CrashPoint crash;

        private ManualReconciler controller;

        private TestBed(CrashPoint crash) {
            DATABASE.clear();
            this.crash = crash;
            this.controller = new ManualReconciler(DATABASE, clock, crash::wrap, crash.wrap(qemus));
        }

        /** Advances the time; a service that is killed in the meantime is restarted and not killed again. */
        private void runFor(Duration duration) {
            try {
                controller.runFor(duration);
            } catch (CrashPoint.Killed killed) {
                controller = new ManualReconciler(DATABASE, clock, qemus);
                controller.recover();
                controller.runFor(duration);
            }
        }

        private void post(String name, String spec) {
            controller.repository().insert(definition(name, spec), pending());
        }

        private void change(String name, UnaryOperator<VmDefinition> change) {
            Optional<StoredVm> vm = controller.repository().find(new VmName(name));
            vm.ifPresent(found ->
                    controller.repository().update(change.apply(found.definition()), found.definitionVersion()));
        }

        private void perform(Step step) {
            switch (step.action()) {
                case NEW_SPEC -> change(step.vm(), vm -> changed(vm, step.spec()));
                case RESTART -> change(step.vm(), Definitions::restarted);
                case DELETE -> change(step.vm(), Definitions::deleted);
                case CRASH -> ifRunning(step.vm(), vm -> qemus.exit(vm, 139, "segfault"));
                case EXTERNAL_CHANGE -> ifRunning(step.vm(), vm -> qemus.setParameter(vm, "downtime-limit", 1));
                case REFUSE -> {
                    qemus.failStarts(step.spec().isEmpty() ? null : step.spec());
                    change(step.vm(), Definitions::restarted);
                }
            }
        }

        private void ifRunning(String vm, Consumer<String> action) {
            if (qemus.find(vm).isPresent()) {
                action.accept(vm);
            }
        }

        /** Returns the state that must be the same at the end, whether the service was killed or not. */
        private Map<String, String> outcome() {
            Map<String, String> outcome = new TreeMap<>();
            for (String name : List.of("a", "b")) {
                controller.repository().find(new VmName(name)).ifPresent(vm -> outcome.put(name, describe(vm)));
                qemus.find(name)
                        .ifPresent(qemu -> outcome.put(
                                "qemu " + name, qemu.getClass().getSimpleName() + qemu.boot() + qemu.arguments()));
            }
            outcome.put("boots", Integer.toString(qemus.launches().size()));
            return outcome;
        }

        private static String describe(StoredVm vm) {
            VmStatus status = vm.status();
            StringBuilder text = new StringBuilder();
            text.append(status.observedGeneration())
                    .append(' ')
                    .append(status.phase())
                    .append(' ')
                    .append(status.failures());
            status.conditions()
                    .all()
                    .forEach(each -> text.append('\n')
                            .append(each.type())
                            .append(' ')
                            .append(each.status())
                            .append(' ')
                            .append(each.reason())
                            .append(' ')
                            .append(each.observedGeneration())
                            .append(' ')
                            .append(each.message()));
            BootStatus boot = status.boot();
            if (boot != null) {
                text.append('\n')
                        .append(boot.number())
                        .append(' ')
                        .append(boot.restarts())
                        .append(' ')
                        .append(boot.ended())
                        .append(' ')
                        .append(boot.exitStatus())
                        .append(' ')
                        .append(boot.steps().size());
            }
            for (ObservedSetting each : status.settings()) {
                text.append('\n').append(each);
            }
            return text.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void reachesTheSameStateWhenKilledAtAnyCall(long seed) {
        List<Step> steps = steps(new Random(seed));
        TestBed uninterrupted = new TestBed(new CrashPoint(0, false));
        Map<String, String> expected = run(uninterrupted, steps);
        for (int at = 1; at <= uninterrupted.crash.calls(); at++) {
            for (boolean afterwards : List.of(false, true)) {
                assertThat(run(new TestBed(new CrashPoint(at, afterwards)), steps))
                        .as("seed %d, killed %s call %d of %s", seed, afterwards ? "after" : "before", at, steps)
                        .isEqualTo(expected);
            }
        }
    }

    private static Map<String, String> run(TestBed testBed, List<Step> steps) {
        testBed.post("a", SPECS.get(1));
        testBed.post("b", SPECS.get(3));
        testBed.runFor(Duration.ofSeconds(3));
        for (Step step : steps) {
            testBed.perform(step);
            testBed.runFor(Duration.ofSeconds(5));
        }
        testBed.runFor(Duration.ofMinutes(2));
        return testBed.outcome();
    }

    private static List<Step> steps(RandomGenerator random) {
        List<Step> steps = new ArrayList<>();
        List<Action> actions = new ArrayList<>(List.of(Action.values()));
        Collections.shuffle(actions, Random.from(random));
        for (Action action : actions.subList(0, 4)) {
            String vm = random.nextBoolean() ? "a" : "b";
            String spec = action == Action.REFUSE ? "QEMU says no" : SPECS.get(random.nextInt(SPECS.size()));
            steps.add(new Step(action, vm, spec));
        }
        return steps;
    }
}
