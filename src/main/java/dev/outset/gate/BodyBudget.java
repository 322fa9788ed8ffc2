package dev.outset.gate;

import java.util.concurrent.Semaphore;

/** The bytes of bodies that all requests together may hold. */
final class BodyBudget {

    private final int limit;

    private final Semaphore bytes;

    BodyBudget(int limit) {
        this.limit = limit;
        this.bytes = new Semaphore(limit);
    }

    /**
     * Takes bytes.
     *
     * @throws TurnedAwayException if there are not that many left
     */
    void take(int count) {
        if (!bytes.tryAcquire(count)) {
            throw new TurnedAwayException(Refusal.tooManyBytes(limit));
        }
    }

    void giveBack(int count) {
        bytes.release(count);
    }

    int left() {
        return bytes.availablePermits();
    }
}
