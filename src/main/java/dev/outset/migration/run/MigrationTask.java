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

/** The engine's task: one instance a migration. */
final class MigrationTask {

    private final MigrationReconciler relocator;

    private final MigrationSettings settings;

    private final InstantSource clock;

    private final ReconcileLoop.Alarm alarm;

    MigrationTask(
            MigrationReconciler relocator, MigrationSettings settings, InstantSource clock, ReconcileLoop.Alarm alarm) {
        this.alarm = alarm;
        this.relocator = relocator;
        this.settings = settings;
        this.clock = clock;
    }

    CustomTask<Void> task() {
        return Tasks.custom(JdbcMigrationRepository.TASK, Void.class)
                .onFailure(again())
                .onDeadExecution(goOn())
                .execute((instance, context) -> obey(relocator.step(instance.getId())));
    }

    private CompletionHandler<Void> obey(NextReconciliation next) {
        return (complete, operations) -> {
            switch (next) {
                case NextReconciliation.After(Duration delay) -> {
                    operations.reschedule(complete, clock.instant().plus(delay));
                    alarm.lookAfter(delay);
                }
                case NextReconciliation.None() -> operations.remove();
            }
        };
    }

    private FailureHandler<Void> again() {
        return (complete, operations) ->
                operations.reschedule(complete, clock.instant().plus(settings.retryInterval()));
    }

    /** A step whose worker died: somebody else goes on, at once. */
    private DeadExecutionHandler<Void> goOn() {
        return (complete, operations) -> operations.reschedule(complete, clock.instant());
    }
}
