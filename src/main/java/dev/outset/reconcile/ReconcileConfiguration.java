package dev.outset.reconcile;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.event.SchedulerListener;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.outset.catalogue.Catalogues;
import dev.outset.gate.Precedence;
import dev.outset.launch.QemuChanges;
import dev.outset.launch.QemuLauncher;
import dev.outset.launch.RunFolder;
import dev.outset.store.EventLog;
import dev.outset.store.EventSettings;
import dev.outset.store.IdempotencyKeys;
import dev.outset.store.PassQueue;
import dev.outset.store.VmRepository;
import dev.outset.vm.VmDefinitionChanged;
import dev.outset.vm.VmName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** Wires the controller to db-scheduler. */
@Configuration(proxyBeanMethods = false)
class ReconcileConfiguration {

    @Bean
    Reconciler reconciler(
            VmRepository repository,
            ObjectProvider<QemuLauncher> launchers,
            Catalogues catalogues,
            RunFolder runFolder,
            InstantSource clock,
            ReconcileSettings settings,
            MonitorSettings monitor,
            ObjectProvider<Holds> holds) {
        return new Reconciler(
                repository,
                launchers.orderedStream().toList(),
                catalogues,
                runFolder,
                clock,
                settings,
                monitor,
                holds.getIfAvailable(Holds::none));
    }

    @Bean(destroyMethod = "close")
    DueAlarm dueAlarm() {
        return new DueAlarm(Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("due-alarm").factory()));
    }

    @Bean
    QemuChanges qemuChanges(PassQueue queue, DueAlarm alarm, InstantSource clock) {
        return vm -> {
            queue.hurry(new VmName(vm), clock.instant());
            alarm.lookAfterCommit();
        };
    }

    @Bean
    PassRunner passRunner(
            Reconciler reconciler,
            PassQueue queue,
            DueAlarm alarm,
            Precedence requestsBeforePasses,
            InstantSource clock) {
        return new PassRunner(reconciler, queue, alarm, requestsBeforePasses, clock);
    }

    @Bean
    CustomTask<Void> passTask(PassRunner runner, ReconcileSettings settings, InstantSource clock) {
        return new PassTask(runner, settings, clock).task();
    }

    @Bean
    RecurringTask<Void> pruneEventsTask(EventLog events, EventSettings settings) {
        return Tasks.recurring("prune-events", FixedDelay.of(settings.pruneInterval()))
                .execute((instance, context) -> events.prune());
    }

    @Bean
    RecurringTask<Void> pruneIdempotencyKeysTask(IdempotencyKeys keys, EventSettings settings) {
        return Tasks.recurring("prune-idempotency-keys", FixedDelay.of(settings.pruneInterval()))
                .execute((instance, context) -> keys.prune());
    }

    @Bean(destroyMethod = "stop")
    @DependsOnDatabaseInitialization
    Scheduler scheduler(
            DataSource dataSource,
            List<CustomTask<Void>> tasks,
            List<RecurringTask<Void>> recurring,
            ReconcileSettings settings,
            ObjectProvider<SchedulerListener> listeners,
            DueAlarm alarm,
            PassQueue queue,
            InstantSource clock) {
        DatabaseKind database = DatabaseKind.of(dataSource);
        if (database.isExclusive()) {
            queue.recover(clock.instant());
        }
        SchedulerBuilder builder = Scheduler.create(dataSource, List.<Task<?>>copyOf(tasks))
                .startTasks(recurring)
                .clock(clock::instant)
                .threads(settings.workers())
                .pollingInterval(settings.pollInterval())
                .heartbeatInterval(settings.heartbeatInterval())
                .missedHeartbeatsLimit(settings.missedHeartbeats())
                .shutdownMaxWait(settings.shutdownWait())
                .schedulerName(new SchedulerName.Fixed("outset-" + UUID.randomUUID()));
        listeners.forEach(builder::addSchedulerListener);
        Scheduler scheduler = database.locksAndFetches()
                ? builder.pollUsingLockAndFetch(0.5, 2.0).build()
                : builder.pollUsingFetch(0.5, 3.0).build();
        alarm.rings(scheduler::triggerCheckForDueExecutions);
        return scheduler;
    }

    @Bean
    Waker waker(DueAlarm alarm) {
        return new Waker(alarm);
    }

    /** Looks at the queue when a definition has been written here. */
    record Waker(DueAlarm alarm) {

        @EventListener
        void on(VmDefinitionChanged ignored) {
            alarm.lookAfter(Duration.ZERO);
        }
    }
}
