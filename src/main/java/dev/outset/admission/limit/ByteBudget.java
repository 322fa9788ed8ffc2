package dev.outset.admission.limit;

/**
 * A budget for the bytes of all request bodies or responses in memory. One client may hold no more bytes than are free.
 */
public final class ByteBudget {

    private final ConcurrencyLimiter bytes;

    private final RejectionWriter.Prepared tooMany;

    private final RejectionWriter.Prepared overShare;

    /**
     * Creates a budget.
     *
     * @param limit the maximum number of bytes
     * @param tooMany the rejection when the budget is exhausted
     * @param overShare the rejection when a client holds more bytes than are free
     */
    public ByteBudget(long limit, RejectionWriter.Prepared tooMany, RejectionWriter.Prepared overShare) {
        this.bytes = new ConcurrencyLimiter(limit);
        this.tooMany = tooMany;
        this.overShare = overShare;
    }

    /**
     * Acquires bytes.
     *
     * @throws OverloadException if fewer bytes are free, or the client holds more bytes than are free
     */
    public void take(String client, long count) {
        switch (bytes.take(client, count)) {
            case ACQUIRED -> {}
            case OVER_SHARE -> throw overShare.turnAway();
            case FULL -> throw tooMany.turnAway();
        }
    }

    /** Acquires bytes if possible; returns whether they were acquired. */
    public boolean tryTake(String client, long count) {
        return bytes.take(client, count) == ConcurrencyLimiter.Answer.ACQUIRED;
    }

    /** Counts a rejection because of an exhausted budget and returns the exception to throw. */
    public OverloadException refusal() {
        return tooMany.turnAway();
    }

    /** Returns bytes to the budget. */
    public void giveBack(String client, long count) {
        bytes.giveBack(client, count);
    }

    /** The number of acquired bytes. */
    public int taken() {
        return bytes.taken();
    }
}
