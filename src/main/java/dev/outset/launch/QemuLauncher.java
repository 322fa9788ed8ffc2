package dev.outset.launch;

import dev.outset.qmp.QmpChannel;
import java.util.Optional;
import java.util.function.BooleanSupplier;

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
    default QemuInstance launch(LaunchOrder order) {
        return launch(order, () -> true).orElseThrow();
    }

    /**
     * As {@link #launch(LaunchOrder)}, if it is permitted. The launcher asks at a moment from which on no other call can
     * start a QEMU for this VM until this one has: what permits it is then decided from all that earlier QEMUs of the VM
     * have done.
     *
     * @param order what to start
     * @param permitted says whether a new QEMU may be started; not asked when one runs
     * @return the QEMU; empty if it is not permitted
     * @throws LaunchException if it cannot be started at all
     */
    Optional<QemuInstance> launch(LaunchOrder order, BooleanSupplier permitted);

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
