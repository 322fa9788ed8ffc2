package dev.outset.admission.limit;

/** A request that had been let in has met a limit while it was worked on. */
public final class OverloadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Rejection refusal;

    /** A request that is refused after all. */
    public OverloadException(Rejection refusal) {
        super(refusal.detail());
        this.refusal = refusal;
    }

    /** What to answer. */
    public Rejection refusal() {
        return refusal;
    }
}
