package dev.outset.simulator.state;

import dev.outset.qemu.Fault;
import dev.outset.qemu.QemuVersion;
import dev.outset.qemu.SimulationOrder;
import java.time.Instant;
import java.util.List;

/**
 * The request to boot a simulated QEMU.
 *
 * @param version the release
 * @param incomingConfig whether QEMU supports the proposed {@code -incoming config:}; no effect before 11.0
 * @param arguments the arguments without the program name
 * @param startedAt the start time
 * @param boot the boot number of the VM, from 1
 * @param simulation how the QEMU behaves
 */
public record BootRequest(
        QemuVersion version,
        boolean incomingConfig,
        List<String> arguments,
        Instant startedAt,
        long boot,
        SimulationOrder simulation) {

    public BootRequest {
        arguments = List.copyOf(arguments);
    }

    /** A first boot of a QEMU that boots in its default time, without faults and load. */
    public static BootRequest plain(
            QemuVersion version, boolean incomingConfig, List<String> arguments, Instant startedAt) {
        return new BootRequest(version, incomingConfig, arguments, startedAt, 1, SimulationOrder.PLAIN);
    }

    /** The faults to inject. */
    public List<Fault> faults() {
        return simulation.faults();
    }
}
