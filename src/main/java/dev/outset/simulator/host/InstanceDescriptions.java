package dev.outset.simulator.host;

import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuInstance.NextProbe;
import dev.outset.qemu.BootStep.Reached;
import dev.outset.simulator.state.BootRequest;
import dev.outset.simulator.state.ProcessExit;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.simulator.transfer.SimulatedPair;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Converts simulated QEMUs to the {@link QemuInstance} of the launch port. */
final class InstanceDescriptions {

    private InstanceDescriptions() {}

    static QemuInstance of(String vm, SimulatedQemu qemu, Instant now) {
        BootRequest request = qemu.request();
        List<Reached> steps = qemu.steps(now).stream()
                .map(step -> new Reached(step.step(), step.phase(), step.at()))
                .toList();
        Optional<ProcessExit> end = qemu.end(now);
        if (end.isPresent()) {
            return new QemuInstance.Exited(
                    vm,
                    request.boot(),
                    request.startedAt(),
                    request.arguments(),
                    steps,
                    end.get().status(),
                    qemu.stderr());
        }
        boolean runs =
                qemu.mainLoopStartedAt().filter(from -> !now.isBefore(from)).isPresent();
        return runs
                ? new QemuInstance.Running(
                        vm, request.boot(), request.startedAt(), request.arguments(), steps, attention(qemu))
                : new QemuInstance.Starting(
                        vm,
                        request.boot(),
                        request.startedAt(),
                        request.arguments(),
                        steps,
                        // A boot that will fail is observed again when it fails.
                        qemu.mainLoopStartedAt()
                                .or(() -> qemu.end().map(ProcessExit::at))
                                .orElse(null),
                        qemu.waitingFor().orElse(null));
    }

    /** A migration advances only when it is observed. The time of any other unannounced change is known in advance. */
    private static NextProbe attention(SimulatedQemu qemu) {
        boolean isMigrating =
                SimulatedPair.isMigrating(qemu) || SimulatedPair.sourceOf(qemu).isPresent();
        return isMigrating
                ? new NextProbe.Periodic()
                : new NextProbe.OnChange(qemu.end().map(ProcessExit::at).orElse(null));
    }
}
