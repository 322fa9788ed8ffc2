package dev.outset.launch;

import dev.outset.qemu.Fault;
import dev.outset.qemu.QemuVersion;
import dev.outset.qemu.StepDurations;
import java.util.List;

/**
 * What to start.
 *
 * @param vm the VM's name; at most one QEMU runs under a name
 * @param boot counts the starts of this VM, from 1
 * @param version the release that is wanted
 * @param incomingConfig whether that QEMU knows {@code -incoming config:}
 * @param arguments the argument list without the program's name
 * @param stepDurations how long a simulated start takes
 * @param faults what goes wrong in a simulated QEMU
 */
public record LaunchOrder(
        String vm,
        long boot,
        QemuVersion version,
        boolean incomingConfig,
        List<String> arguments,
        StepDurations stepDurations,
        List<Fault> faults) {
    public LaunchOrder {
        arguments = List.copyOf(arguments);
        faults = List.copyOf(faults);
    }
}
