package dev.outset.reconcile;

import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpMessage;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The launchers of all runtimes, and connections to their QEMUs. A VM has at most one QEMU across all runtimes. */
public final class Launchers {

    private final List<QemuLauncher> all;

    private final InstantSource clock;

    private final Duration deadline;

    /**
     * Creates the set of launchers.
     *
     * @param all the launchers, one per runtime
     * @param clock the current time
     * @param deadline the maximum duration of a QMP command
     */
    public Launchers(List<QemuLauncher> all, InstantSource clock, Duration deadline) {
        this.all = List.copyOf(all);
        this.clock = clock;
        this.deadline = deadline;
    }

    /**
     * A QEMU and the launcher that started it.
     *
     * @param launcher the launcher
     * @param instance the QEMU as it was found
     */
    public record Located(QemuLauncher launcher, QemuInstance instance) {

        /** Returns whether the QEMU runs. */
        public boolean isRunning() {
            return instance instanceof QemuInstance.Running;
        }
    }

    Optional<QemuLauncher> of(VmSpec.RuntimeKind runtime) {
        return all.stream()
                .filter(launcher -> launcher.runtime().equals(runtime.toString()))
                .findFirst();
    }

    /** Finds the QEMU of a VM in any runtime, since the runtime in the definition may have changed since the start. */
    public Optional<Located> find(VmName name) {
        return all.stream()
                .flatMap(launcher ->
                        launcher.find(name.value()).map(instance -> new Located(launcher, instance)).stream())
                .findFirst();
    }

    /** Finds the running QEMU of a VM if it is the given boot. */
    public Optional<Located> find(VmName name, long boot) {
        return find(name)
                .filter(located -> located.isRunning() && located.instance().boot() == boot);
    }

    /** Connects to the monitor of a running QEMU, whose events are ignored. */
    public QmpClient open(Located located) {
        return open(located, event -> {});
    }

    /**
     * Connects to the monitor of a running QEMU and negotiates.
     *
     * @throws dev.outset.qmp.QmpException if the monitor does not respond
     */
    QmpClient open(Located located, Consumer<QmpMessage.Event> events) {
        if (!(located.instance() instanceof QemuInstance.Running running)) {
            throw new IllegalStateException("Only a running QEMU has a monitor");
        }
        QmpClient client = new QmpClient(located.launcher().connect(running), deadline, clock, events);
        try {
            client.negotiate();
        } catch (RuntimeException silent) {
            client.close();
            throw silent;
        }
        return client;
    }

    void stop(VmName name) {
        all.forEach(launcher -> launcher.stop(name.value()));
    }
}
