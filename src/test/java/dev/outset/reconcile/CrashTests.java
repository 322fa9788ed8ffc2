package dev.outset.reconcile;

import static dev.outset.support.Definitions.changed;
import static dev.outset.support.Definitions.definition;
import static dev.outset.support.Definitions.pending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.status.BootStatus;
import dev.outset.status.ObservedParameter;
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
 * A service that is killed at any call it makes, and started again on the same database, brings every VM to where it would
 * have ended without, with the same number of boots.
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

    private static final TestDatabase DATABASE = TestDatabase.memory("crashes");

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    /** What users and hosts do to a VM. */
    private enum Deed {
        NEW_SPEC,
        RESTART,
        DELETE,
        CRASH,
        MEDDLE,
        REFUSE
    }

    /** One thing that happens to one VM. */
    private record Step(Deed deed, String vm, String spec) {}

    /** Everything that one run needs; the QEMUs outlive the service. */
    private static final class World {

        private final SettableClock clock = new SettableClock();

        private final FakeQemus qemus = new FakeQemus(ManualReconciler.catalogues(), clock);

        private final CrashPoint crash;

        private ManualReconciler controller;

        private World(CrashPoint crash) {
            DATABASE.clear();
            this.crash = crash;
            this.controller = new ManualReconciler(DATABASE, clock, crash::around, crash.around(qemus));
        }

        /** Lets time pass; a service that dies meanwhile is started again, and no more killed. */
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

        private void happens(Step step) {
            switch (step.deed()) {
                case NEW_SPEC -> change(step.vm(), vm -> changed(vm, step.spec()));
                case RESTART -> change(step.vm(), Definitions::restarted);
                case DELETE -> change(step.vm(), Definitions::deleted);
                case CRASH -> ifItRuns(step.vm(), vm -> qemus.exits(vm, 139, "segfault"));
                case MEDDLE -> ifItRuns(step.vm(), vm -> qemus.meddles(vm, "downtime-limit", 1));
                case REFUSE -> {
                    qemus.refuses(step.spec().isEmpty() ? null : step.spec());
                    change(step.vm(), Definitions::restarted);
                }
            }
        }

        private void ifItRuns(String vm, Consumer<String> deed) {
            if (qemus.find(vm).isPresent()) {
                deed.accept(vm);
            }
        }

        /** Everything that has to be the same at the end, whether the service was killed or not. */
        private Map<String, String> end() {
            Map<String, String> end = new TreeMap<>();
            for (String name : List.of("a", "b")) {
                controller.repository().find(new VmName(name)).ifPresent(vm -> end.put(name, describe(vm)));
                qemus.find(name)
                        .ifPresent(qemu -> end.put(
                                "qemu " + name, qemu.getClass().getSimpleName() + qemu.boot() + qemu.arguments()));
            }
            end.put("boots", Integer.toString(qemus.launches().size()));
            return end;
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
                        .append(boot.exitStatus())
                        .append(' ')
                        .append(boot.steps().size());
            }
            for (ObservedParameter each : status.parameters()) {
                text.append('\n').append(each);
            }
            return text.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void endsWhereItWouldHaveEnded(long seed) {
        List<Step> steps = steps(new Random(seed));
        World undisturbed = new World(new CrashPoint(0, false));
        Map<String, String> expected = run(undisturbed, steps);
        for (int at = 1; at <= undisturbed.crash.calls(); at++) {
            for (boolean afterwards : List.of(false, true)) {
                assertThat(run(new World(new CrashPoint(at, afterwards)), steps))
                        .as("seed %d, killed %s call %d of %s", seed, afterwards ? "after" : "before", at, steps)
                        .isEqualTo(expected);
            }
        }
    }

    private static Map<String, String> run(World world, List<Step> steps) {
        world.post("a", SPECS.get(1));
        world.post("b", SPECS.get(3));
        world.runFor(Duration.ofSeconds(3));
        for (Step step : steps) {
            world.happens(step);
            world.runFor(Duration.ofSeconds(5));
        }
        world.runFor(Duration.ofMinutes(2));
        return world.end();
    }

    private static List<Step> steps(RandomGenerator random) {
        List<Step> steps = new ArrayList<>();
        List<Deed> deeds = new ArrayList<>(List.of(Deed.values()));
        Collections.shuffle(deeds, Random.from(random));
        for (Deed deed : deeds.subList(0, 4)) {
            String vm = random.nextBoolean() ? "a" : "b";
            String spec = deed == Deed.REFUSE ? "QEMU says no" : SPECS.get(random.nextInt(SPECS.size()));
            steps.add(new Step(deed, vm, spec));
        }
        return steps;
    }
}
