package dev.outset.launch;

/** A QEMU is not started because the host policy rejects its arguments; retrying does not help. */
public final class LaunchForbiddenException extends LaunchException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param reason the reason of the status condition, in upper camel case
     * @param message what is rejected, why, and what to do
     */
    public LaunchForbiddenException(String reason, String message) {
        super(reason, message, null);
    }
}
