package dev.outset.simulator.host;

import dev.outset.launch.QemuChangeListener;
import dev.outset.launch.QemuLauncher;
import dev.outset.simulator.SimulatedQemuCodec;
import dev.outset.simulator.Simulator;
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

    /** A launcher that stores its QEMUs in a database. */
    public static QemuLauncher on(TestDatabase database, InstantSource clock) {
        MonitorEvents events = new MonitorEvents();
        return new SimulatedLauncher(SIMULATOR, qemus(database, clock, events), events, () -> {});
    }

    private static SimulatedQemuService qemus(TestDatabase database, InstantSource clock, MonitorEvents events) {
        return new SimulatedQemuService(
                new SimulatedQemuRepository(database.client(), database.transactions()),
                new SimulatedQemuCodec(SIMULATOR),
                clock,
                events,
                QemuChangeListener.noop());
    }

    /** The QEMU of a VM in a database. */
    public static Optional<SimulatedQemu> find(TestDatabase database, InstantSource clock, String vm) {
        return qemus(database, clock, new MonitorEvents()).find(vm).map(SimulatedQemuService.Stored::qemu);
    }

    /** The value that a QEMU returns for a command, without changing the QEMU; missing if it does not answer. */
    public static JsonNode query(SimulatedQemu qemu, String command, Instant now) {
        JsonNode message = JsonNodeFactory.instance.objectNode().put("execute", command);
        JsonNode reply = SIMULATOR.execute(qemu, message, now).reply();
        return reply == null ? MissingNode.getInstance() : reply.path("return");
    }
}
