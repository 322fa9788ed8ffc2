package dev.outset.launch;

import org.jspecify.annotations.Nullable;

/** A QEMU cannot be started because of the host or the settings, as opposed to an error that QEMU itself reports. */
public class LaunchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * Creates the exception.
     *
     * @param reason the reason of the status condition, in upper camel case
     * @param message what happened and what to do
     * @param cause the cause; null for none
     */
    public LaunchException(String reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Returns the reason of the status condition, in upper camel case. */
    public String reason() {
        return reason;
    }
}
