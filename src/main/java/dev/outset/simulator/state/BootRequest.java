package dev.outset.simulator.state;

import dev.outset.qemu.Fault;
import dev.outset.qemu.GuestLoad;
import dev.outset.qemu.QemuVersion;
import dev.outset.qemu.StepDurations;
import java.time.Instant;
import java.util.List;

/**
 * Which QEMU to start and how.
 *
 * @param version the release
 * @param incomingConfig whether it knows the proposed {@code -incoming config:}; without effect before 11.0
 * @param arguments the argument list without the program's name
 * @param startedAt when it is started
 * @param boot counts the starts of the same VM, from 1
 * @param stepDurations how long each step takes
 * @param faults what goes wrong
 * @param load what the guest does to its memory
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

    /** A first start whose steps take no time and in which nothing goes wrong. */
    public static BootRequest plain(
            QemuVersion version, boolean incomingConfig, List<String> arguments, Instant startedAt) {
        return new BootRequest(
                version, incomingConfig, arguments, startedAt, 1, StepDurations.none(), List.of(), GuestLoad.IDLE);
    }
}
