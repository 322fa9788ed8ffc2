package dev.outset.api.vm;

import dev.outset.access.ReachableVms;
import dev.outset.api.problem.NotFoundException;
import dev.outset.store.StoredVm;
import dev.outset.vm.VmName;

/** Finds the VM that a path names. */
final class VmLookup {

    private VmLookup() {}

    /**
     * The VM of a name.
     *
     * @throws NotFoundException if there is none, or the text is no name
     */
    static StoredVm find(ReachableVms vms, String name) {
        if (!VmName.isValid(name)) {
            throw new NotFoundException("'" + name + "' is no name of a VM");
        }
        return vms.find(new VmName(name))
                .orElseThrow(() -> new NotFoundException("There is no VM named '" + name + "'"));
    }
}
