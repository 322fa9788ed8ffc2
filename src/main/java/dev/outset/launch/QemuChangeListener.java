package dev.outset.launch;

/** Hears of QEMUs that somebody other than the controller has changed, where {@link QemuInstance.Attention} says that this is announced. */
@FunctionalInterface
public interface QemuChangeListener {

    /**
     * A QEMU has been changed; called in the transaction that changes it, if there is one.
     *
     * @param vm the VM's name
     */
    void changed(String vm);

    /** Nobody wants to know. */
    static QemuChangeListener unheard() {
        return vm -> {};
    }
}
