package dev.outset.reconcile;

import static dev.outset.support.Definitions.changed;
import static dev.outset.support.Definitions.definition;
import static dev.outset.support.Definitions.pending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.simulator.host.SimulatedLaunchers;
import dev.outset.status.Condition;
import dev.outset.store.vm.StoredVm;
import dev.outset.support.CrashPoint;
import dev.outset.support.Definitions;
import dev.outset.support.ManualReconciler;
import dev.outset.support.SettableClock;
import dev.outset.support.TestDatabase;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Like {@link CrashTests}, with simulated QEMUs, whose state is in the same database as the definitions: slow starts,
 * crashes during the start, errors and ignored values, and a service that is killed at any call.
 */
class SimulatedCrashTests {

    private static final String NAME = "db-1";

    private static final TestDatabase DATABASE = TestDatabase.memory();

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'simulation': {'stepDurations': {'board-initialised': '3s'}}}",
                "{'simulation': {'faults': [{'kind': 'crash-at', 'step': 'devices-created', 'boots': 2}]}}",
                "{'migration': {'live': {'downtime-limit': 500}}, 'simulation': {'faults': [{'kind': 'error-on-apply',"
                        + " 'desc': 'Simulated error', 'times': 1}, {'kind': 'ignored-value', 'parameter':"
                        + " 'downtime-limit', 'times': 1}]}}",
                "{'qemu': {'version': '7.2'}, 'migration': {'incoming': {'listen': 'tcp:0:4444'}, 'capabilities':"
                        + " {'validate-uuid': true}, 'early': {'multifd-channels': 4}}}",
                "{'qemu': {'version': '7.2'}, 'migration': {'incoming': {'listen': 'tcp:0:4444'}, 'capabilities':"
                        + " {'validate-uuid': true, 'multifd': true}, 'live': {'multifd-channels': 4}}, 'simulation':"
                        + " {'faults': [{'kind': 'ignored-value', 'parameter': 'multifd-channels', 'times': 1}]}}",
                "{'qemu': {'version': '7.2'}, 'migration': {'incoming': {'listen': 'tcp:0:4444'}, 'live':"
                        + " {'multifd-channels': 4}}}",
                "{'qemu': {'version': '7.2'}, 'migration': {'early': {'multifd-channels': 0}}}"
            })
    void reachesTheSameStateWhenKilledAtAnyCall(String spec) {
        CrashPoint never = new CrashPoint(0, false);
        Map<String, String> expected = run(spec, never);
        assertThat(expected).hasSize(3);
        for (int at = 1; at <= never.calls(); at++) {
            for (boolean afterwards : List.of(false, true)) {
                assertThat(run(spec, new CrashPoint(at, afterwards)))
                        .as("killed %s call %d over %s", afterwards ? "after" : "before", at, spec)
                        .isEqualTo(expected);
            }
        }
    }

    /** Creates, changes and restarts a VM; creates and deletes another one. */
    private static Map<String, String> run(String spec, CrashPoint crash) {
        DATABASE.clear();
        SettableClock clock = new SettableClock();
        QemuLauncher qemus = SimulatedLaunchers.on(DATABASE, clock);
        Service service = new Service(clock, new ManualReconciler(DATABASE, clock, crash::wrap, crash.wrap(qemus)));
        service.post(NAME, spec);
        service.runFor(Duration.ofSeconds(20));
        service.change(NAME, vm -> changed(vm, spec.replace("{'simulation'", "{'cpu': {'count': 2}, 'simulation'")));
        service.change(NAME, Definitions::restarted);
        service.post("gone", "{}");
        service.runFor(Duration.ofSeconds(20));
        service.change("gone", Definitions::deleted);
        service.runFor(Duration.ofMinutes(2));
        return service.outcome(qemus);
    }

    /** A service that is restarted, and not killed again, after it was killed. */
    private static final class Service {

        private final SettableClock clock;

        private ManualReconciler controller;

        private Service(SettableClock clock, ManualReconciler controller) {
            this.clock = clock;
            this.controller = controller;
        }

        private void runFor(Duration duration) {
            try {
                controller.runFor(duration);
            } catch (CrashPoint.Killed killed) {
                controller = new ManualReconciler(DATABASE, clock, SimulatedLaunchers.on(DATABASE, clock));
                controller.recover();
                controller.runFor(duration);
            }
        }

        private void post(String name, String spec) {
            controller.repository().insert(definition(name, spec), pending());
        }

        private void change(String name, UnaryOperator<VmDefinition> change) {
            StoredVm vm = controller.vm(name);
            controller.repository().update(change.apply(vm.definition()), vm.definitionVersion());
        }

        private Map<String, String> outcome(QemuLauncher qemus) {
            Map<String, String> outcome = new TreeMap<>();
            StringBuilder conditions = new StringBuilder();
            for (Condition each : controller.vm(NAME).status().conditions().all()) {
                conditions
                        .append(each.type())
                        .append(' ')
                        .append(each.status())
                        .append(' ')
                        .append(each.reason())
                        .append('\n');
            }
            outcome.put("conditions", conditions.toString());
            outcome.put("settings", controller.vm(NAME).status().settings().toString());
            for (String name : List.of(NAME, "gone")) {
                qemus.find(name).ifPresent(qemu -> outcome.put("qemu " + name, describe(qemu)));
                controller
                        .repository()
                        .find(new VmName(name))
                        .filter(vm -> vm.definition().deleting())
                        .ifPresent(vm -> outcome.put("left " + name, "not removed"));
            }
            return outcome;
        }

        private static String describe(QemuInstance qemu) {
            return qemu.getClass().getSimpleName() + " boot " + qemu.boot() + " " + qemu.arguments();
        }
    }
}
