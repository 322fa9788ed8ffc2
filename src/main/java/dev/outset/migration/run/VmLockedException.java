package dev.outset.migration.run;

/** Thrown when a VM takes part in another migration that has not ended. */
public final class VmLockedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    VmLockedException(String source, String destination, Throwable cause) {
        super("'" + source + "' or '" + destination + "' takes part in another migration that has not ended", cause);
    }
}
