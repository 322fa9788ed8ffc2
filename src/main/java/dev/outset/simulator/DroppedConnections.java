package dev.outset.simulator;

import dev.outset.qemu.Fault;
import dev.outset.simulator.state.SimulatedQemu;
import java.util.ArrayList;
import java.util.List;

/** The fault that closes a connection. The number of closed connections is part of the QEMU's state. */
final class DroppedConnections {

    private DroppedConnections() {}

    /** Whether a connection on which {@code answers} commands were answered is closed instead of answering the next. */
    static boolean shouldDrop(SimulatedQemu qemu, int answers) {
        return fault(qemu, answers) >= 0;
    }

    /** The QEMU with the closed connection counted. */
    static SimulatedQemu withDropCounted(SimulatedQemu qemu, int answers) {
        int fault = fault(qemu, answers);
        List<Integer> counts = new ArrayList<>(qemu.state().faultsUsed());
        counts.set(fault, counts.get(fault) + 1);
        return qemu.with(qemu.state().withFaultsUsed(counts));
    }

    private static int fault(SimulatedQemu qemu, int answers) {
        List<Fault> faults = qemu.request().faults();
        for (int i = 0; i < faults.size(); i++) {
            if (faults.get(i) instanceof Fault.DroppedConnection dropped
                    && answers >= dropped.afterCommands()
                    && qemu.state().faultsUsed().get(i) < dropped.times()) {
                return i;
            }
        }
        return -1;
    }
}
