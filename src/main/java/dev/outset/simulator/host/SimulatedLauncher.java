package dev.outset.simulator.host;

import dev.outset.launch.LaunchException;
import dev.outset.launch.LaunchOrder;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuInstance.NextProbe;
import dev.outset.launch.QemuLauncher;
import dev.outset.qemu.BootStep.Reached;
import dev.outset.qmp.QmpChannel;
import dev.outset.qmp.QmpException;
import dev.outset.simulator.Simulator;
import dev.outset.simulator.host.SimulatedQemuService.Stored;
import dev.outset.simulator.state.BootRequest;
import dev.outset.simulator.state.ProcessExit;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.simulator.transfer.SimulatedPair;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Launches simulated QEMUs. They are stored in the database: every replica can access them, and they survive restarts.
 */
final class SimulatedLauncher implements QemuLauncher {

    private final Simulator simulator;

    private final SimulatedQemuService qemus;

    private final MonitorEvents events;

    private final Runnable whenChanged;

    /** A launcher that runs {@code whenChanged} after a QEMU is launched or stopped. */
    SimulatedLauncher(Simulator simulator, SimulatedQemuService qemus, MonitorEvents events, Runnable whenChanged) {
        this.simulator = simulator;
        this.qemus = qemus;
        this.events = events;
        this.whenChanged = whenChanged;
    }

    @Override
    public String runtime() {
        return "simulated";
    }

    @Override
    public Optional<QemuInstance> launch(LaunchOrder order, BooleanSupplier permitted) {
        if (!simulator.supports(order.version())) {
            throw new LaunchException(
                    "UnknownQemuVersion",
                    "QEMU " + order.version() + " cannot be simulated; choose another version",
                    null);
        }
        // The first boot of a VM never finds an existing row, so the query is skipped.
        Optional<Stored> old = order.boot() == 1 ? Optional.empty() : qemus.find(order.vm());
        while (true) {
            if (old.isPresent() && !hasExited(old.get().qemu())) {
                return old.map(this::describe);
            }
            SimulatedQemu qemu = simulator.boot(request(order));
            switch (qemus.save(old, order.vm(), qemu, permitted)) {
                case SAVED -> {
                    whenChanged.run();
                    return Optional.of(describe(order.vm(), qemu));
                }
                case NOT_PERMITTED -> {
                    return Optional.empty();
                }
                case CONFLICT -> old = qemus.find(order.vm());
            }
        }
    }

    private BootRequest request(LaunchOrder order) {
        return new BootRequest(
                order.version(),
                order.incomingConfig(),
                order.arguments(),
                qemus.clock().instant(),
                order.boot(),
                order.simulation());
    }

    private boolean hasExited(SimulatedQemu qemu) {
        return qemu.end(qemus.clock().instant()).isPresent();
    }

    private QemuInstance describe(Stored stored) {
        return describe(stored.row().vm(), stored.qemu());
    }

    private QemuInstance describe(String vm, SimulatedQemu qemu) {
        Instant now = qemus.clock().instant();
        BootRequest request = qemu.request();
        List<Reached> steps = qemu.steps(now).stream()
                .map(step -> new Reached(step.step(), step.phase(), step.at()))
                .toList();
        QemuInstance.Start start =
                new QemuInstance.Start(vm, request.boot(), request.startedAt(), request.arguments(), steps);
        Optional<ProcessExit> end = qemu.end(now);
        if (end.isPresent()) {
            return new QemuInstance.Exited(start, end.get().status(), qemu.stderr());
        }
        boolean runs =
                qemu.mainLoopStartedAt().filter(from -> !now.isBefore(from)).isPresent();
        return runs
                ? new QemuInstance.Running(start, attention(qemu))
                : new QemuInstance.Starting(
                        start,
                        // A boot that will fail is observed again when it fails.
                        qemu.mainLoopStartedAt()
                                .or(() -> qemu.end().map(ProcessExit::at))
                                .orElse(null),
                        qemu.waitingFor().orElse(null));
    }

    /** A migration advances only when it is observed. The time of any other unannounced change is known in advance. */
    private static NextProbe attention(SimulatedQemu qemu) {
        return SimulatedPair.isPartOfMigration(qemu)
                ? new NextProbe.Periodic()
                : new NextProbe.OnChange(qemu.end().map(ProcessExit::at).orElse(null));
    }

    @Override
    public Optional<QemuInstance> find(String vm) {
        return qemus.find(vm).map(this::describe);
    }

    @Override
    public QmpChannel connect(QemuInstance.Running instance) {
        Stored stored = qemus.find(instance.vm(), instance.boot())
                .filter(found -> !hasExited(found.qemu()))
                .orElseThrow(() -> new QmpException(
                        QmpException.Reason.CONNECTION_LOST, "The QEMU of " + instance.vm() + " is not running", null));
        return new SimulatedQmpChannel(simulator, qemus, events, instance.vm(), stored);
    }

    @Override
    public void stop(String vm) {
        qemus.delete(vm);
        whenChanged.run();
    }
}
