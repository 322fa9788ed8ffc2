package dev.outset.store.vm;

import dev.outset.vm.VmName;

/** Thrown when a definition was modified since it was read. */
public final class StaleVersionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception for a name. */
    public StaleVersionException(VmName name) {
        super("The definition of " + name + " has changed since it was read");
    }
}
