package dev.outset.parameters;

import dev.outset.binding.EnumLabels;

/** When QEMU acts on a parameter or capability; a value that is set later has no effect in time. */
public enum ReadMoment {
    /** While QEMU starts; only values on the command line take effect in time. */
    BOOT,
    /**
     * When the incoming side is set up: it listens, accepts the source and reads the stream header. A value that is set
     * after QEMU has started to listen may be too late.
     */
    INCOMING,
    /** On the source, when {@code migrate} is issued; on the destination, when the stream begins. */
    OUTGOING,
    /** Repeatedly while a migration runs. */
    RUNNING,
    /** When a migration completes. */
    COMPLETION;

    /** The name used in JSON, SQL and logs. */
    public String label() {
        return EnumLabels.kebab(this);
    }

    @Override
    public String toString() {
        return label();
    }
}
