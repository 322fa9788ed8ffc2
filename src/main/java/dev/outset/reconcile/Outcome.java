package dev.outset.reconcile;

import java.time.Duration;

/**
 * The outcome of a reconciliation; it decides when the next one is due. A change of the definition always makes the
 * next one due at once.
 */
public sealed interface Outcome {

    /**
     * The VM is in its desired state, or will not change by itself.
     *
     * @param nextResync the delay until the next resync, which detects changes by other clients
     */
    record Settled(Duration nextResync) implements Outcome {}

    /**
     * A change is in progress.
     *
     * @param delay the delay until the next reconciliation
     */
    record RequeueAfter(Duration delay) implements Outcome {}

    /**
     * A step failed and may succeed later.
     *
     * @param backoff the delay until the retry
     */
    record Retry(Duration backoff) implements Outcome {}

    /**
     * Only a change of the definition or a restart can resolve the failure.
     *
     * @param nextResync the delay until the next resync
     */
    record GiveUp(Duration nextResync) implements Outcome {}

    /** The VM no longer exists. */
    record Gone() implements Outcome {}
}
