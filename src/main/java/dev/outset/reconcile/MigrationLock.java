package dev.outset.reconcile;

import dev.outset.vm.VmName;

/** Tells the controller which VMs an active migration controls. */
@FunctionalInterface
public interface MigrationLock {

    /** Returns whether the controller must not change the settings of the VM's running QEMU. */
    boolean isLocked(VmName vm);

    /** Returns a lock that holds no VM. */
    static MigrationLock none() {
        return vm -> false;
    }
}
