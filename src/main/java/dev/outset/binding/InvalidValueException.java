package dev.outset.binding;

/** Thrown by a creator to report an invalid value with a rule and an action of its own. */
public final class InvalidValueException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String rule;

    private final String action;

    /**
     * Creates the exception.
     *
     * @param rule the id of the violated rule
     * @param message what is wrong
     * @param action what to do
     */
    public InvalidValueException(String rule, String message, String action) {
        super(message);
        this.rule = rule;
        this.action = action;
    }

    String rule() {
        return rule;
    }

    String action() {
        return action;
    }
}
