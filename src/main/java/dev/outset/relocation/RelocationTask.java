package dev.outset.relocation;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.DeadExecutionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.outset.reconcile.PassRunner;
import java.time.Duration;
import java.time.InstantSource;

/** The engine's task: one instance a migration. */
final class RelocationTask {

    private final Relocator relocator;

    private final RelocationSettings settings;

    private final InstantSource clock;

    private final PassRunner.Alarm alarm;

    RelocationTask(Relocator relocator, RelocationSettings settings, InstantSource clock, PassRunner.Alarm alarm) {
        this.alarm = alarm;
        this.relocator = relocator;
        this.settings = settings;
        this.clock = clock;
    }

    CustomTask<Void> task() {
        return Tasks.custom(JdbcRelocations.TASK, Void.class)
                .onFailure(again())
                .onDeadExecution(goOn())
                .execute((instance, context) -> obey(relocator.step(instance.getId())));
    }

    private CompletionHandler<Void> obey(NextStep next) {
        return (complete, operations) -> {
            switch (next) {
                case NextStep.After(Duration delay) -> {
                    operations.reschedule(complete, clock.instant().plus(delay));
                    alarm.lookAfter(delay);
                }
                case NextStep.None() -> operations.remove();
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
