package dev.outset.parameters;

import java.util.Locale;

/** When QEMU acts on a parameter or capability; a value that is set later than that is too late. */
public enum ReadMoment {
    /** While QEMU starts, so only the command line is early enough. */
    BOOT,
    /**
     * When the incoming side is set up: it listens, accepts the source and reads the head of the stream. What is set after
     * it has begun to listen may come after that.
     */
    INCOMING,
    /** When {@code migrate} is issued on the source; on the destination, when the stream begins. */
    OUTGOING,
    /** Again and again while a migration runs. */
    RUNNING,
    /** When a migration ends. */
    COMPLETION;

    /** The name at every edge. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return label();
    }
}
