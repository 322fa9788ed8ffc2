package dev.outset.simulator.host;

import dev.outset.launch.QemuLauncher;
import dev.outset.simulator.SimulatedQemuCodec;
import dev.outset.simulator.Simulator;
import dev.outset.support.ManualReconciler;
import dev.outset.support.TestDatabase;
import java.time.InstantSource;

/** Launchers of simulated QEMUs for tests of other rooms. */
public final class SimulatedLaunchers {

    private static final Simulator SIMULATOR = new Simulator(ManualReconciler.catalogues());

    private SimulatedLaunchers() {}

    /** A launcher whose QEMUs stand in a database. */
    public static QemuLauncher on(TestDatabase database, InstantSource clock) {
        MonitorEvents events = new MonitorEvents();
        return new SimulatedLauncher(
                SIMULATOR,
                new QemuTable(
                        new SimulatedQemuRows(database.client()), new SimulatedQemuCodec(SIMULATOR), clock, events),
                events,
                () -> {});
    }
}
