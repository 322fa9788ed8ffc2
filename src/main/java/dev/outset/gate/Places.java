package dev.outset.gate;

import java.util.HashMap;
import java.util.Map;

/**
 * Places for requests that are in. Nobody gets one more while they hold more than are free: whoever comes alone may take half
 * of them, ten who want them all get a tenth each, and there is nearly always one left for a caller who holds none.
 */
final class Places {

    private final int limit;

    private final Map<String, Integer> held = new HashMap<>();

    private int taken;

    /** How asking for a place ends. */
    enum Answer {
        TAKEN,
        /** The caller holds more than are free. */
        OVER_SHARE,
        /** None is free. */
        FULL
    }

    Places(int limit) {
        this.limit = limit;
    }

    synchronized Answer take(String caller) {
        int free = limit - taken;
        int own = held.getOrDefault(caller, 0);
        if (own > free) {
            return Answer.OVER_SHARE;
        }
        if (free == 0) {
            return Answer.FULL;
        }
        taken++;
        held.put(caller, own + 1);
        return Answer.TAKEN;
    }

    synchronized void giveBack(String caller) {
        taken--;
        held.computeIfPresent(caller, (same, own) -> own == 1 ? null : own - 1);
    }

    synchronized int taken() {
        return taken;
    }
}
