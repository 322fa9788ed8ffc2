package dev.outset.reconcile.schedule;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Wakes the scheduler when an execution becomes due in this process: at once if it has been idle, and otherwise once
 * for all requests within a few milliseconds, since one poll finds all due executions.
 */
final class SchedulerWakeup implements ReconcileLoop.Wakeup, AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final ScheduledExecutorService timer;

    private final AtomicBoolean pausing = new AtomicBoolean();

    private final AtomicBoolean missed = new AtomicBoolean();

    private volatile Runnable action = () -> {};

    SchedulerWakeup(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /**
     * Sets the action that wakes the scheduler. Set late, since the scheduler needs its tasks, and the tasks need this
     * object.
     */
    void onWake(Runnable newAction) {
        this.action = newAction;
    }

    @Override
    public void wakeAfter(Duration delay) {
        if (delay.isZero() || delay.isNegative()) {
            request();
        } else if (!timer.isShutdown()) {
            // Rows have microseconds and the scheduler compares milliseconds; one more millisecond makes the row due
            // for both.
            var _ = timer.schedule(this::request, delay.toMillis() + 1, TimeUnit.MILLISECONDS);
        }
    }

    private void request() {
        missed.set(true);
        if (pausing.compareAndSet(false, true)) {
            wakeAndPause();
        }
    }

    private void wakeAndPause() {
        missed.set(false);
        action.run();
        if (!timer.isShutdown()) {
            var _ = timer.schedule(this::endPause, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void endPause() {
        if (missed.get()) {
            wakeAndPause();
            return;
        }
        pausing.set(false);
        // A request in between assumed that the pause continues.
        if (missed.get() && pausing.compareAndSet(false, true)) {
            wakeAndPause();
        }
    }

    /** Wakes the scheduler when the current transaction has committed; at once if there is none. */
    void wakeAfterCommit() {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    request();
                }
            });
        } else {
            request();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
