package dev.outset.qmp;

/** A command was not sent because the host policy forbids it. Retrying does not help. */
public final class QmpForbiddenException extends QmpException {

    private static final long serialVersionUID = 1L;

    private final String rule;

    /**
     * Creates an exception.
     *
     * @param rule the violated part of the policy, used as the reason of the resulting condition
     * @param message what is forbidden, why, and what to do
     */
    public QmpForbiddenException(String rule, String message) {
        super(Reason.FORBIDDEN, message, null);
        this.rule = rule;
    }

    /** The violated part of the policy, used as the reason of the resulting condition. */
    public String rule() {
        return rule;
    }
}
