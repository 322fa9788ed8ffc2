package dev.outset.migration.run;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.DeadExecutionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.outset.reconcile.schedule.ReconcileLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The db-scheduler task of migrations: one instance per migration. */
final class MigrationTask {

    private final MigrationReconciler reconciler;

    private final MigrationSettings settings;

    private final InstantSource clock;

    private final ReconcileLoop.Wakeup wakeup;

    MigrationTask(
            MigrationReconciler reconciler,
            MigrationSettings settings,
            InstantSource clock,
            ReconcileLoop.Wakeup wakeup) {
        this.wakeup = wakeup;
        this.reconciler = reconciler;
        this.settings = settings;
        this.clock = clock;
    }

    CustomTask<Void> task() {
        return Tasks.custom(MigrationRepository.TASK, Void.class)
                .onFailure(retry())
                .onDeadExecution(takeOver())
                .execute((instance, context) -> reschedule(reconciler.reconcile(instance.getId())));
    }

    private CompletionHandler<Void> reschedule(Optional<Duration> next) {
        return (complete, operations) -> next.ifPresentOrElse(
                delay -> {
                    operations.reschedule(complete, clock.instant().plus(delay));
                    wakeup.wakeAfter(delay);
                },
                operations::remove);
    }

    private FailureHandler<Void> retry() {
        return (complete, operations) ->
                operations.reschedule(complete, clock.instant().plus(settings.retryInterval()));
    }

    /** Reschedules an execution whose worker failed, so that another worker takes over at once. */
    private DeadExecutionHandler<Void> takeOver() {
        return (complete, operations) -> operations.reschedule(complete, clock.instant());
    }
}
