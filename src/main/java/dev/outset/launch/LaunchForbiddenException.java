package dev.outset.launch;

/** A QEMU is not started because the host's policy refuses what it would be given; trying again does not help. */
public final class LaunchForbiddenException extends LaunchException {

    private static final long serialVersionUID = 1L;

    /**
     * A refusal.
     *
     * @param reason the reason of the condition it leads to, in camel case
     * @param message what is refused, why, and what to do
     */
    public LaunchForbiddenException(String reason, String message) {
        super(reason, message, null);
    }
}
