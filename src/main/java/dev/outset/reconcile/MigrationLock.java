package dev.outset.reconcile;

import dev.outset.vm.VmName;

/** Whether somebody else has a VM's monitor to himself for a while, as a migration has. */
@FunctionalInterface
public interface MigrationLock {

    /** Whether the controller keeps its hands off the settings of a VM that runs. */
    boolean holds(VmName vm);

    /** Nobody holds anything. */
    static MigrationLock none() {
        return vm -> false;
    }
}
