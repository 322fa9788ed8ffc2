package dev.outset.admission.limit;

/** The bytes that all requests together may hold, of bodies or of answers. One subject holds no more than are free. */
public final class ByteBudget {

    private final ConcurrencyLimiter bytes;

    private final RejectionWriter.Prepared tooMany;

    private final RejectionWriter.Prepared overShare;

    public ByteBudget(long limit, RejectionWriter.Prepared tooMany, RejectionWriter.Prepared overShare) {
        this.bytes = new ConcurrencyLimiter(limit);
        this.tooMany = tooMany;
        this.overShare = overShare;
    }

    /**
     * Takes bytes.
     *
     * @throws OverloadException if there are not that many left, or the caller holds more than are left
     */
    public void take(String caller, long count) {
        switch (bytes.take(caller, count)) {
            case TAKEN -> {}
            case OVER_SHARE -> throw overShare.turnAway();
            case FULL -> throw tooMany.turnAway();
        }
    }

    /** Takes bytes if it may: whether it has. */
    public boolean tryTake(String caller, long count) {
        return bytes.take(caller, count) == ConcurrencyLimiter.Answer.TAKEN;
    }

    /** For an answer that found no room. */
    public OverloadException refusal() {
        return tooMany.turnAway();
    }

    public void giveBack(String caller, long count) {
        bytes.giveBack(caller, count);
    }

    /** How many are taken. */
    public int taken() {
        return bytes.taken();
    }
}
