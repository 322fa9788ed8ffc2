package dev.outset.reconcile.schedule;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Wakes the engine when a pass of this process becomes due: at once after a pause, and otherwise once for all that come
 * within a few milliseconds, since the engine looks as often as it is woken and one look finds them all.
 */
final class SchedulerWakeup implements ReconcileLoop.Alarm, AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final ScheduledExecutorService timer;

    private final AtomicBoolean pausing = new AtomicBoolean();

    private final AtomicBoolean missed = new AtomicBoolean();

    private volatile Runnable wake = () -> {};

    SchedulerWakeup(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Says what to do when it rings. The engine needs its tasks before it exists, and they need this alarm. */
    void rings(Runnable whatToDo) {
        this.wake = whatToDo;
    }

    @Override
    public void lookAfter(Duration delay) {
        if (delay.isZero() || delay.isNegative()) {
            look();
        } else if (!timer.isShutdown()) {
            // A row holds microseconds and the engine compares with milliseconds; one more lets both agree that it is
            // due.
            var _ = timer.schedule(this::look, delay.toMillis() + 1, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        missed.set(true);
        if (pausing.compareAndSet(false, true)) {
            lookAndPause();
        }
    }

    private void lookAndPause() {
        missed.set(false);
        wake.run();
        if (!timer.isShutdown()) {
            var _ = timer.schedule(this::pauseIsOver, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void pauseIsOver() {
        if (missed.get()) {
            lookAndPause();
            return;
        }
        pausing.set(false);
        // Whoever came in between took it for a pause that goes on.
        if (missed.get() && pausing.compareAndSet(false, true)) {
            lookAndPause();
        }
    }

    /** Looks at the queue when the running transaction has committed; at once if there is none. */
    void lookAfterCommit() {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    look();
                }
            });
        } else {
            look();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
