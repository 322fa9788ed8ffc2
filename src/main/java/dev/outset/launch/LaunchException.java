package dev.outset.launch;

import org.jspecify.annotations.Nullable;

/** A QEMU cannot be started: not its own refusal, but that of the host or of the settings. */
public class LaunchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * A launch that failed.
     *
     * @param reason the reason of the condition it leads to, in camel case
     * @param message what happened and what to do
     * @param cause the cause; null for none
     */
    public LaunchException(String reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** The reason of the condition it leads to. */
    public String reason() {
        return reason;
    }
}
