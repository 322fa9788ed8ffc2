package dev.outset.simulator.state;

import dev.outset.qemu.Fault;
import dev.outset.qemu.GuestLoad;
import dev.outset.qemu.QemuVersion;
import dev.outset.qemu.StepDurations;
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
 * @param stepDurations the duration of each boot step
 * @param faults the faults to inject
 * @param load the load of the guest and the network
 */
public record BootRequest(
        QemuVersion version,
        boolean incomingConfig,
        List<String> arguments,
        Instant startedAt,
        long boot,
        StepDurations stepDurations,
        List<Fault> faults,
        GuestLoad load) {

    public BootRequest {
        arguments = List.copyOf(arguments);
        faults = List.copyOf(faults);
    }

    /** A first boot without step durations, faults and load. */
    public static BootRequest plain(
            QemuVersion version, boolean incomingConfig, List<String> arguments, Instant startedAt) {
        return new BootRequest(
                version, incomingConfig, arguments, startedAt, 1, StepDurations.none(), List.of(), GuestLoad.IDLE);
    }
}
