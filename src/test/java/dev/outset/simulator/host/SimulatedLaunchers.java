package dev.outset.simulator.host;

import dev.outset.launch.QemuChangeListener;
import dev.outset.launch.QemuLauncher;
import dev.outset.simulator.SimulatedQemuCodec;
import dev.outset.simulator.Simulator;
import dev.outset.simulator.boot.StepDurations;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.support.ManualReconciler;
import dev.outset.support.TestDatabase;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;

/** Launchers of simulated QEMUs for tests in other packages. */
public final class SimulatedLaunchers {

    private static final Simulator SIMULATOR = new Simulator(ManualReconciler.catalogues());

    private SimulatedLaunchers() {}

    /** A launcher that stores its QEMUs, which boot at once, in a database. */
    public static QemuLauncher on(TestDatabase database, InstantSource clock) {
        return on(database, clock, SIMULATOR);
    }

    /** A launcher that stores its QEMUs, whose boot steps take their default durations, in a database. */
    public static QemuLauncher withStepDurations(TestDatabase database, InstantSource clock) {
        return on(database, clock, new Simulator(ManualReconciler.catalogues(), StepDurations.load()));
    }

    private static QemuLauncher on(TestDatabase database, InstantSource clock, Simulator simulator) {
        MonitorEvents events = new MonitorEvents();
        return new SimulatedLauncher(simulator, qemus(database, clock, simulator, events), events, () -> {});
    }

    private static SimulatedQemuService qemus(
            TestDatabase database, InstantSource clock, Simulator simulator, MonitorEvents events) {
        return new SimulatedQemuService(
                new SimulatedQemuRepository(database.client(), database.transactions()),
                new SimulatedQemuCodec(simulator),
                clock,
                events,
                QemuChangeListener.noop());
    }

    /** The QEMU of a VM in a database. */
    public static Optional<SimulatedQemu> find(TestDatabase database, InstantSource clock, String vm) {
        return qemus(database, clock, SIMULATOR, new MonitorEvents()).find(vm).map(SimulatedQemuService.Stored::qemu);
    }

    /** The value that a QEMU returns for a command, without changing the QEMU; missing if it does not answer. */
    public static JsonNode query(SimulatedQemu qemu, String command, Instant now) {
        JsonNode message = JsonNodeFactory.instance.objectNode().put("execute", command);
        JsonNode reply = SIMULATOR.execute(qemu, message, now).reply();
        return reply == null ? MissingNode.getInstance() : reply.path("return");
    }
}
