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
    public void acquire(String client, long count) {
        switch (bytes.tryAcquire(client, count)) {
            case ACQUIRED -> {}
            case OVER_SHARE -> throw overShare.toException();
            case FULL -> throw tooMany.toException();
        }
    }

    /** Acquires bytes if possible; returns whether they were acquired. */
    public boolean tryAcquire(String client, long count) {
        return bytes.tryAcquire(client, count) == ConcurrencyLimiter.Result.ACQUIRED;
    }

    /** Counts a rejection because of an exhausted budget and returns the exception to throw. */
    public OverloadException toException() {
        return tooMany.toException();
    }

    /** Returns bytes to the budget. */
    public void release(String client, long count) {
        bytes.release(client, count);
    }

    /** The number of acquired bytes. */
    public int acquired() {
        return bytes.acquired();
    }
}
