package dev.outset.migration.job;

/** A VM takes part in another migration. */
public final class VmLockedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    VmLockedException(String source, String destination, Throwable cause) {
        super("'" + source + "' or '" + destination + "' takes part in a migration that is not over", cause);
    }
}
