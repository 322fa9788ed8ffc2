package dev.outset.gate;

/** The bytes that all requests together may hold, of bodies or of answers. One subject holds no more than are free. */
final class ByteBudget {

    private final Places bytes;

    private final Refusals.Prepared tooMany;

    private final Refusals.Prepared overShare;

    ByteBudget(long limit, Refusals.Prepared tooMany, Refusals.Prepared overShare) {
        this.bytes = new Places(limit);
        this.tooMany = tooMany;
        this.overShare = overShare;
    }

    /**
     * Takes bytes.
     *
     * @throws TurnedAwayException if there are not that many left, or the caller holds more than are left
     */
    void take(String caller, long count) {
        switch (bytes.take(caller, count)) {
            case TAKEN -> {}
            case OVER_SHARE -> throw overShare.turnAway();
            case FULL -> throw tooMany.turnAway();
        }
    }

    /** Takes bytes if it may: whether it has. */
    boolean tryTake(String caller, long count) {
        return bytes.take(caller, count) == Places.Answer.TAKEN;
    }

    /** For an answer that found no room. */
    TurnedAwayException refusal() {
        return tooMany.turnAway();
    }

    void giveBack(String caller, long count) {
        bytes.giveBack(caller, count);
    }

    /** How many are taken. */
    int taken() {
        return bytes.taken();
    }
}
