package dev.outset.gate;

/** A request that had been let in has met a limit while it was worked on. */
public final class TurnedAwayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    /** A request that is refused after all. */
    public TurnedAwayException(Refusal refusal) {
        super(refusal.detail());
        this.refusal = refusal;
    }

    /** What to answer. */
    public Refusal refusal() {
        return refusal;
    }
}
