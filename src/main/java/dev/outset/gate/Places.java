package dev.outset.gate;

import java.util.HashMap;
import java.util.Map;

/**
 * Places for requests that are in, for connections, or for bytes. Nobody gets more while they hold more than are free: whoever
 * comes alone may take half of them, ten who want them all get a tenth each, and there is nearly always one left for a caller
 * who holds none.
 */
final class Places {

    private final long limit;

    private final Map<String, Long> held = new HashMap<>();

    private long taken;

    /** How asking for a place ends. */
    enum Answer {
        TAKEN,
        /** The caller holds more than are free. */
        OVER_SHARE,
        /** There are not that many free. */
        FULL
    }

    Places(long limit) {
        this.limit = limit;
    }

    Answer take(String caller) {
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

    void giveBack(String caller) {
        giveBack(caller, 1);
    }

    synchronized void giveBack(String caller, long count) {
        taken -= count;
        held.computeIfPresent(caller, (same, own) -> own <= count ? null : own - count);
    }

    synchronized int taken() {
        return Math.toIntExact(taken);
    }
}
