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
    public enum Result {
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
    public Result tryAcquire(String client) {
        return tryAcquire(client, 1);
    }

    /** Acquires the given number of slots, or none. */
    synchronized Result tryAcquire(String client, long count) {
        long free = limit - taken;
        long own = held.getOrDefault(client, 0L);
        if (own > free) {
            return Result.OVER_SHARE;
        }
        if (count > free) {
            return Result.FULL;
        }
        taken += count;
        held.put(client, own + count);
        return Result.ACQUIRED;
    }

    /** Releases a slot. */
    public void release(String client) {
        release(client, 1);
    }

    synchronized void release(String client, long count) {
        taken -= count;
        held.computeIfPresent(client, (ignored, own) -> own <= count ? null : own - count);
    }

    /** The number of acquired slots. */
    public synchronized int acquired() {
        return Math.toIntExact(taken);
    }
}
