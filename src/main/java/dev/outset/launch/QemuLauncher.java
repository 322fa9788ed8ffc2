package dev.outset.launch;

import dev.outset.qmp.QmpChannel;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Starts QEMUs and finds those it has started, across restarts of the service. */
public interface QemuLauncher {

    /** Returns the name of the runtime in definitions: {@code simulated} or {@code process}. */
    String runtime();

    /**
     * Starts a QEMU. If the VM already has a QEMU that has not exited, returns that one, so that there are never two.
     *
     * @throws LaunchException if it cannot be started
     */
    default QemuInstance launch(LaunchOrder order) {
        return launch(order, () -> true).orElseThrow();
    }

    /**
     * Starts a QEMU as {@link #launch(LaunchOrder)} does, if it is permitted. The launcher evaluates {@code permitted}
     * while it excludes other launches of this VM, so the decision can take everything into account that earlier QEMUs
     * of the VM have done.
     *
     * @param order the QEMU to start
     * @param permitted whether a new QEMU may be started; not evaluated if one is running
     * @return the QEMU; empty if it is not permitted
     * @throws LaunchException if it cannot be started
     */
    Optional<QemuInstance> launch(LaunchOrder order, BooleanSupplier permitted);

    /** Returns the current state of the VM's latest QEMU; empty if none was started, or if it was stopped. */
    Optional<QemuInstance> find(String vm);

    /**
     * Opens a channel to the monitor of a running QEMU.
     *
     * @throws dev.outset.qmp.QmpException if the monitor does not accept the connection the connection
     */
    QmpChannel connect(QemuInstance.Running instance);

    /** Stops the VM's QEMU if one is running, and removes its record. Idempotent. */
    void stop(String vm);
}
