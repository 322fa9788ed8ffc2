package dev.outset.launch;

import dev.outset.qemu.QemuVersion;
import dev.outset.qemu.SimulationOrder;
import java.util.List;
import java.util.Map;

/**
 * A request to start a QEMU process.
 *
 * @param vm the VM's name; at most one QEMU runs per name
 * @param boot the number of this start of the VM, counted from 1
 * @param version the QEMU release to start
 * @param incomingConfig whether that QEMU supports {@code -incoming config:}
 * @param arguments the argument list without the program's name
 * @param simulation what only the simulator uses
 * @param labels the VM's labels, which select the host directories it may use
 */
public record LaunchOrder(
        String vm,
        long boot,
        QemuVersion version,
        boolean incomingConfig,
        List<String> arguments,
        SimulationOrder simulation,
        Map<String, String> labels) {

    public LaunchOrder {
        arguments = List.copyOf(arguments);
        labels = Map.copyOf(labels);
    }
}
