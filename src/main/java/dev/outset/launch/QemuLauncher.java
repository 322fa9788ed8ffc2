package dev.outset.launch;

import dev.outset.qmp.QmpChannel;
import java.util.Optional;

/** Starts QEMUs and knows those it has started, across restarts of the service. */
public interface QemuLauncher {

    /** The runtime this is, as definitions name it: {@code simulated} or {@code process}. */
    String runtime();

    /**
     * Starts a QEMU, unless one that has not exited already runs under the VM's name: then that one is given back, so
     * that there are never two.
     *
     * @throws LaunchException if it cannot be started at all
     */
    QemuInstance launch(LaunchOrder order);

    /** The VM's latest QEMU as it is now; empty when none was started, or it was stopped and forgotten. */
    Optional<QemuInstance> find(String vm);

    /**
     * Opens a channel to the monitor of a running QEMU.
     *
     * @throws dev.outset.qmp.QmpException if the monitor does not accept
     */
    QmpChannel connect(QemuInstance.Running instance);

    /** Stops the VM's QEMU if one runs, and forgets it. Doing so twice is harmless. */
    void stop(String vm);
}
