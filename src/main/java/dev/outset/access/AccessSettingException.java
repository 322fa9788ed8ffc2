package dev.outset.access;

/**
 * The access settings are not valid or contradict each other, so the service does not start. Never contains a secret.
 */
public final class AccessSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * Creates the exception.
     *
     * @param message what is wrong
     * @param action what the operator should do
     */
    public AccessSettingException(String message, String action) {
        super(message);
        this.action = action;
    }

    /** What the operator should do. */
    public String action() {
        return action;
    }
}
