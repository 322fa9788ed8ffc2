package dev.outset.reconcile.schedule;

import dev.outset.admission.limit.YieldPolicy;
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

    private final Alarm alarm;

    private final YieldPolicy requests;

    private final InstantSource clock;

    /** Wakes the scheduler when an execution becomes due, instead of at the next poll. */
    @FunctionalInterface
    public interface Alarm {

        /** Wakes the scheduler after a delay; zero for at once. */
        void lookAfter(Duration delay);
    }

    /**
     * Creates a loop.
     *
     * @param reconciler reconciles a VM
     * @param queue the queue of reconciliations
     * @param alarm wakes the scheduler
     * @param requests lets waiting requests run before a reconciliation
     * @param clock the current time
     */
    public ReconcileLoop(
            Reconciler reconciler, ReconcileQueue queue, Alarm alarm, YieldPolicy requests, InstantSource clock) {
        this.reconciler = reconciler;
        this.queue = queue;
        this.alarm = alarm;
        this.requests = requests;
        this.clock = clock;
    }

    /** Runs one reconciliation, from claim to release. */
    public Outcome run(ReconcileQueue.Claim claim) {
        requests.letOthersPass();
        try (ReconcileLog _ = ReconcileLog.open(claim.name())) {
            return pass(claim);
        } catch (RuntimeException failed) {
            // db-scheduler logs that a task failed, but not for which VM.
            LOG.warn("Reconciliation of {} failed and will be retried: {}", claim.name(), failed.toString());
            throw failed;
        }
    }

    private Outcome pass(ReconcileQueue.Claim claim) {
        Outcome outcome = reconciler.reconcile(claim.name());
        LOG.debug("{}: {}", claim.name(), outcome);
        switch (outcome) {
            case Outcome.Settled(Duration nextResync) -> end(claim, nextResync, false);
            case Outcome.GiveUp(Duration nextResync) -> end(claim, nextResync, false);
            case Outcome.RequeueAfter(Duration delay) -> end(claim, delay, true);
            case Outcome.Retry(Duration backoff) -> end(claim, backoff, true);
            case Outcome.Gone() -> queue.drop(claim);
        }
        return outcome;
    }

    private void end(ReconcileQueue.Claim claim, Duration delay, boolean soon) {
        Instant now = clock.instant();
        switch (queue.end(claim, now.plus(delay), now)) {
            case AS_PLANNED -> {
                if (soon) {
                    alarm.lookAfter(delay);
                }
            }
            case HURRIED -> alarm.lookAfter(Duration.ZERO);
            case LOST -> LOG.warn("Reconciliation of {} was taken over by another worker", claim.name());
        }
    }
}
