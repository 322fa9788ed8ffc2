package dev.outset.reconcile;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Wakes the engine when a pass of this process becomes due. */
final class DueAlarm implements PassRunner.Alarm, AutoCloseable {

    private final ScheduledExecutorService timer;

    private volatile Runnable wake = () -> {};

    DueAlarm(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Says what to do when it rings. The engine needs its tasks before it exists, and they need this alarm. */
    void rings(Runnable whatToDo) {
        this.wake = whatToDo;
    }

    @Override
    public void lookAfter(Duration delay) {
        if (delay.isZero() || delay.isNegative()) {
            wake.run();
        } else if (!timer.isShutdown()) {
            // A row holds microseconds and the engine compares with milliseconds; one more lets both agree that it is
            // due.
            var _ = timer.schedule(() -> wake.run(), delay.toMillis() + 1, TimeUnit.MILLISECONDS);
        }
    }

    /** Looks at the queue when the running transaction has committed; at once if there is none. */
    void lookAfterCommit() {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    wake.run();
                }
            });
        } else {
            wake.run();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
