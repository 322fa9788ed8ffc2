package dev.outset.reconcile.schedule;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Wakes the scheduler when an execution becomes due in this process: at once if it has been idle, and otherwise once
 * for all requests within a few milliseconds, since one poll finds all due executions.
 */
final class SchedulerWakeup implements ReconcileLoop.Wakeup {

    private static final Duration PAUSE = Duration.ofMillis(5);

    private static final Logger LOG = LoggerFactory.getLogger(SchedulerWakeup.class);

    private final TaskScheduler timer;

    private final AtomicBoolean pausing = new AtomicBoolean();

    private final AtomicBoolean missed = new AtomicBoolean();

    private volatile Runnable action = () -> {};

    SchedulerWakeup(TaskScheduler timer) {
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
        } else {
            // Rows have microseconds and the scheduler compares milliseconds; one more millisecond makes the row due
            // for both.
            runAfter(delay.plusMillis(1), this::request);
        }
    }

    private void runAfter(Duration delay, Runnable task) {
        try {
            ScheduledFuture<?> _ =
                    timer.schedule(task, timer.getClock().instant().plus(delay));
        } catch (TaskRejectedException stopped) {
            LOG.debug("The scheduler is not woken anymore: the service is stopping");
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
        runAfter(PAUSE, this::endPause);
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
}
