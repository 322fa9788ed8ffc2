package dev.outset.qmp;

/** A command was not sent: the host's policy refuses it, and would again. */
public final class QmpForbiddenException extends QmpException {

    private static final long serialVersionUID = 1L;

    private final String rule;

    /**
     * A refusal.
     *
     * @param rule which part of the policy refuses it, as the reason of the condition it leads to
     * @param message what is refused, why, and what to do
     */
    public QmpForbiddenException(String rule, String message) {
        super(Reason.FORBIDDEN, message, null);
        this.rule = rule;
    }

    /** Which part of the policy refuses it, as the reason of the condition it leads to. */
    public String rule() {
        return rule;
    }
}
