package dev.outset.reconcile.schedule;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.DeadExecutionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.outset.reconcile.ReconcileSettings;
import dev.outset.store.database.ReconcileQueue;
import dev.outset.vm.VmName;
import java.time.InstantSource;

/** The db-scheduler task of the controller: one instance per VM. */
final class ReconcileTask {

    private final ReconcileLoop loop;

    private final ReconcileSettings settings;

    private final InstantSource clock;

    ReconcileTask(ReconcileLoop loop, ReconcileSettings settings, InstantSource clock) {
        this.loop = loop;
        this.settings = settings;
        this.clock = clock;
    }

    CustomTask<Void> task() {
        return Tasks.custom(ReconcileQueue.TASK, Void.class)
                .onFailure(retry())
                .onDeadExecution(takeOver())
                .execute((instance, context) -> run(context));
    }

    private CompletionHandler<Void> run(ExecutionContext context) {
        Execution execution = context.getExecution();
        VmName name = new VmName(execution.taskInstance.getId());
        loop.run(new ReconcileQueue.Claim(name, execution.version, execution.executionTime));
        // The loop has already released the row, without losing a reconciliation that was requested in the meantime.
        return (complete, operations) -> {};
    }

    /** Retries a reconciliation that threw an exception, usually because the database was unavailable. */
    private FailureHandler<Void> retry() {
        return (complete, operations) -> operations.reschedule(
                complete, clock.instant().plus(settings.backoff(complete.getExecution().consecutiveFailures + 1)));
    }

    /** Reschedules an execution whose worker failed, so that another worker takes over at once. */
    private DeadExecutionHandler<Void> takeOver() {
        return (complete, operations) -> operations.reschedule(complete, clock.instant());
    }
}
