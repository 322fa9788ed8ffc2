package dev.outset.launch;

import dev.outset.qemu.Fault;
import dev.outset.qemu.GuestLoad;
import dev.outset.qemu.QemuVersion;
import dev.outset.qemu.StepDurations;
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
 * @param stepDurations the durations of the steps of a simulated start
 * @param faults the faults injected into a simulated QEMU
 * @param load the memory load of a simulated guest
 * @param labels the VM's labels, which select the host directories it may use
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

    /** Creates an order for a VM without labels. */
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

    /** Creates an order for a VM without labels whose guest is idle. */
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
