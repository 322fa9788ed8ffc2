package dev.outset.access;

/** The settings of access do not fit together, so the service does not start. Never holds a secret. */
public final class AccessSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * For a fault.
     *
     * @param message what is wrong
     * @param action what to do
     */
    public AccessSettingException(String message, String action) {
        super(message);
        this.action = action;
    }

    /** What to do. */
    public String action() {
        return action;
    }
}
