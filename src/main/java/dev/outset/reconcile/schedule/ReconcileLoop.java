package dev.outset.reconcile.schedule;

import dev.outset.reconcile.Outcome;
import dev.outset.reconcile.ReconcileLog;
import dev.outset.reconcile.Reconciler;
import dev.outset.store.database.ReconcileQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one claimed reconciliation and schedules the next one. Called by db-scheduler and by tests. */
public final class ReconcileLoop {

    private static final Logger LOG = LoggerFactory.getLogger(ReconcileLoop.class);

    private final Reconciler reconciler;

    private final ReconcileQueue queue;

    private final Wakeup wakeup;

    private final InstantSource clock;

    /** Wakes the scheduler when an execution becomes due, instead of at the next poll. */
    @FunctionalInterface
    public interface Wakeup {

        /** Wakes the scheduler after a delay; zero for at once. */
        void wakeAfter(Duration delay);
    }

    /**
     * Creates a loop.
     *
     * @param reconciler reconciles a VM
     * @param queue the queue of reconciliations
     * @param wakeup wakes the scheduler
     * @param clock the current time
     */
    public ReconcileLoop(Reconciler reconciler, ReconcileQueue queue, Wakeup wakeup, InstantSource clock) {
        this.reconciler = reconciler;
        this.queue = queue;
        this.wakeup = wakeup;
        this.clock = clock;
    }

    /** Runs one reconciliation, from claim to release. */
    public Outcome run(ReconcileQueue.Claim claim) {
        try (ReconcileLog _ = ReconcileLog.open(claim.name())) {
            return reconcile(claim);
        } catch (RuntimeException failed) {
            // db-scheduler logs that a task failed, but not for which VM.
            LOG.warn("Reconciliation of {} failed and will be retried: {}", claim.name(), failed.toString());
            throw failed;
        }
    }

    private Outcome reconcile(ReconcileQueue.Claim claim) {
        Outcome outcome = reconciler.reconcile(claim.name());
        LOG.debug("{}: {}", claim.name(), outcome);
        switch (outcome) {
            case Outcome.Settled(Duration nextResync) -> release(claim, nextResync, false);
            case Outcome.GiveUp(Duration nextResync) -> release(claim, nextResync, false);
            case Outcome.RequeueAfter(Duration delay) -> release(claim, delay, true);
            case Outcome.Retry(Duration backoff) -> release(claim, backoff, true);
            case Outcome.Gone() -> queue.drop(claim);
        }
        return outcome;
    }

    private void release(ReconcileQueue.Claim claim, Duration delay, boolean wakes) {
        Instant now = clock.instant();
        switch (queue.complete(claim, now.plus(delay), now)) {
            case AS_PLANNED -> {
                if (wakes) {
                    wakeup.wakeAfter(delay);
                }
            }
            case REQUEUED -> wakeup.wakeAfter(Duration.ZERO);
            case LOST -> LOG.warn("Reconciliation of {} was taken over by another worker", claim.name());
        }
    }
}
