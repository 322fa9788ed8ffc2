package dev.outset.store.vm;

import dev.outset.vm.VmName;

/** A definition has been written by somebody else since the writer read it. */
public final class StaleVersionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** For a name. */
    public StaleVersionException(VmName name) {
        super("The definition of " + name + " has changed since it was read");
    }
}
