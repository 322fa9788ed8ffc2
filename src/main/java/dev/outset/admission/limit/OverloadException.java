package dev.outset.admission.limit;

/** An admitted request has exceeded a limit during processing. */
public final class OverloadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Rejection refusal;

    /** Creates the exception with the rejection to respond with. */
    public OverloadException(Rejection refusal) {
        super(refusal.detail());
        this.refusal = refusal;
    }

    /** The rejection to respond with. */
    public Rejection rejection() {
        return refusal;
    }
}
