package dev.outset.gate;

import java.util.concurrent.Semaphore;

/** The bytes of bodies that all requests together may hold. */
final class BodyBudget {

    private final Semaphore bytes;

    private final Refusals.Prepared tooManyBytes;

    BodyBudget(int limit, Refusals refusals) {
        this.bytes = new Semaphore(limit);
        this.tooManyBytes = refusals.prepare(Refusal.tooManyBytes(limit));
    }

    /**
     * Takes bytes.
     *
     * @throws TurnedAwayException if there are not that many left
     */
    void take(int count) {
        if (!bytes.tryAcquire(count)) {
            throw tooManyBytes.turnAway();
        }
    }

    void giveBack(int count) {
        bytes.release(count);
    }
}
