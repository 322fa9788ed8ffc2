package dev.outset.migration.run;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.DeadExecutionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.outset.migration.job.JdbcMigrationRepository;
import dev.outset.reconcile.schedule.ReconcileLoop;
import java.time.Duration;
import java.time.InstantSource;

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
        return Tasks.custom(JdbcMigrationRepository.TASK, Void.class)
                .onFailure(retry())
                .onDeadExecution(takeOver())
                .execute((instance, context) -> reschedule(reconciler.reconcile(instance.getId())));
    }

    private CompletionHandler<Void> reschedule(NextReconciliation next) {
        return (complete, operations) -> {
            switch (next) {
                case NextReconciliation.After(Duration delay) -> {
                    operations.reschedule(complete, clock.instant().plus(delay));
                    wakeup.wakeAfter(delay);
                }
                case NextReconciliation.None() -> operations.remove();
            }
        };
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
