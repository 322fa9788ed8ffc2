package dev.outset.admission.limit;

import java.util.HashMap;
import java.util.Map;

/**
 * Places for requests that are in, for connections, or for bytes. Nobody gets more while they hold more than are free: whoever
 * comes alone may take half of them, ten who want them all get a tenth each, and there is nearly always one left for a caller
 * who holds none.
 */
public final class ConcurrencyLimiter {

    private final long limit;

    private final Map<String, Long> held = new HashMap<>();

    private long taken;

    /** How asking for a place ends. */
    public enum Answer {
        TAKEN,
        /** The caller holds more than are free. */
        OVER_SHARE,
        /** There are not that many free. */
        FULL
    }

    public ConcurrencyLimiter(long limit) {
        this.limit = limit;
    }

    public Answer take(String caller) {
        return take(caller, 1);
    }

    /** Takes as many at once, or none. */
    synchronized Answer take(String caller, long count) {
        long free = limit - taken;
        long own = held.getOrDefault(caller, 0L);
        if (own > free) {
            return Answer.OVER_SHARE;
        }
        if (count > free) {
            return Answer.FULL;
        }
        taken += count;
        held.put(caller, own + count);
        return Answer.TAKEN;
    }

    public void giveBack(String caller) {
        giveBack(caller, 1);
    }

    synchronized void giveBack(String caller, long count) {
        taken -= count;
        held.computeIfPresent(caller, (same, own) -> own <= count ? null : own - count);
    }

    public synchronized int taken() {
        return Math.toIntExact(taken);
    }
}
