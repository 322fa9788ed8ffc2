package dev.outset.launch;

/**
 * Listens for changes to QEMUs that the controller did not make, where {@link QemuInstance.NextProbe} says that they
 * are announced.
 */
@FunctionalInterface
public interface QemuChangeListener {

    /**
     * Reports that a QEMU was changed; called in the transaction that changes it, if there is one.
     *
     * @param vm the VM's name
     */
    void changed(String vm);

    /** Returns a listener that does nothing. */
    static QemuChangeListener noop() {
        return vm -> {};
    }
}
