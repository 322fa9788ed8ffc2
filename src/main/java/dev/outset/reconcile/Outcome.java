package dev.outset.reconcile;

import java.time.Duration;

/** What a pass says about the next one. A change of the definition makes the next pass due at once in any case. */
public sealed interface Outcome {

    /**
     * Everything is as it should be, or will not change by itself.
     *
     * @param nextResync when to look again, in case something changes behind our back
     */
    record Settled(Duration nextResync) implements Outcome {}

    /**
     * Something is on its way.
     *
     * @param delay when to look again
     */
    record RequeueAfter(Duration delay) implements Outcome {}

    /**
     * Something went wrong that may go better later.
     *
     * @param backoff when to try again
     */
    record Retry(Duration backoff) implements Outcome {}

    /**
     * Only a new definition or a restart helps.
     *
     * @param nextResync when to look again all the same
     */
    record GiveUp(Duration nextResync) implements Outcome {}

    /** There is no such VM any more. */
    record Gone() implements Outcome {}
}
