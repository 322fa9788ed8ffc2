package dev.outset.admission.limit;

import java.util.HashMap;
import java.util.Map;

/**
 * A fair limiter for concurrent requests, connections or bytes. A client that holds more slots than are free gets no
 * more: a single client may hold at most half of the slots, n clients share them equally, and there is nearly always a
 * slot for a client that holds none.
 */
public final class ConcurrencyLimiter {

    private final long limit;

    private final Map<String, Long> held = new HashMap<>();

    private long taken;

    /** The result of an attempt to acquire slots. */
    public enum Answer {
        /** The slots were acquired. */
        ACQUIRED,
        /** The client holds more slots than are free. */
        OVER_SHARE,
        /** Not enough slots are free. */
        FULL
    }

    /** Creates a limiter with the given number of slots. */
    public ConcurrencyLimiter(long limit) {
        this.limit = limit;
    }

    /** Acquires a slot if possible. */
    public Answer take(String client) {
        return take(client, 1);
    }

    /** Acquires the given number of slots, or none. */
    synchronized Answer take(String client, long count) {
        long free = limit - taken;
        long own = held.getOrDefault(client, 0L);
        if (own > free) {
            return Answer.OVER_SHARE;
        }
        if (count > free) {
            return Answer.FULL;
        }
        taken += count;
        held.put(client, own + count);
        return Answer.ACQUIRED;
    }

    /** Releases a slot. */
    public void giveBack(String client) {
        giveBack(client, 1);
    }

    synchronized void giveBack(String client, long count) {
        taken -= count;
        held.computeIfPresent(client, (ignored, own) -> own <= count ? null : own - count);
    }

    /** The number of acquired slots. */
    public synchronized int taken() {
        return Math.toIntExact(taken);
    }
}
