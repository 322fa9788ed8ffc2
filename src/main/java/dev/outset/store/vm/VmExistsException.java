package dev.outset.store.vm;

import dev.outset.vm.VmName;

/** A VM of that name exists already. */
public final class VmExistsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** For a name. */
    public VmExistsException(VmName name) {
        super("There is already a VM named " + name);
    }
}
