package dev.outset.relocation;

/** A VM takes part in another migration. */
public final class VmHeldException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    VmHeldException(String source, String destination, Throwable cause) {
        super("'" + source + "' or '" + destination + "' takes part in a migration that is not over", cause);
    }
}
