package dev.outset.store.vm;

import dev.outset.vm.VmName;

/** Thrown when a VM with the same name already exists. */
public final class VmExistsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception for a name. */
    public VmExistsException(VmName name) {
        super("A VM with this name already exists: " + name);
    }
}
