package dev.outset.launch;

import dev.outset.qemu.Fault;
import dev.outset.qemu.GuestLoad;
import dev.outset.qemu.QemuVersion;
import dev.outset.qemu.StepDurations;
import java.util.List;
import java.util.Map;

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
 * @param load what the guest of a simulated QEMU does to its memory
 * @param labels the VM's labels, which decide on what it may use of the host
 */
public record LaunchOrder(
        String vm,
        long boot,
        QemuVersion version,
        boolean incomingConfig,
        List<String> arguments,
        StepDurations stepDurations,
        List<Fault> faults,
        GuestLoad load,
        Map<String, String> labels) {
    public LaunchOrder {
        arguments = List.copyOf(arguments);
        faults = List.copyOf(faults);
        labels = Map.copyOf(labels);
    }

    /** An order for a VM without labels. */
    public LaunchOrder(
            String vm,
            long boot,
            QemuVersion version,
            boolean incomingConfig,
            List<String> arguments,
            StepDurations stepDurations,
            List<Fault> faults,
            GuestLoad load) {
        this(vm, boot, version, incomingConfig, arguments, stepDurations, faults, load, Map.of());
    }

    /** An order whose guest is idle. */
    public LaunchOrder(
            String vm,
            long boot,
            QemuVersion version,
            boolean incomingConfig,
            List<String> arguments,
            StepDurations stepDurations,
            List<Fault> faults) {
        this(vm, boot, version, incomingConfig, arguments, stepDurations, faults, GuestLoad.IDLE);
    }
}
