package dev.outset.reconcile.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.event.SchedulerListener;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.QemuChangeListener;
import dev.outset.launch.QemuLauncher;
import dev.outset.launch.RunFolder;
import dev.outset.reconcile.MigrationLock;
import dev.outset.reconcile.MonitorSettings;
import dev.outset.reconcile.ReconcileSettings;
import dev.outset.reconcile.Reconciler;
import dev.outset.store.database.ReconcileQueue;
import dev.outset.store.event.EventLog;
import dev.outset.store.event.EventSettings;
import dev.outset.store.idempotency.IdempotencyKeys;
import dev.outset.store.vm.VmRepository;
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

/** Runs the controller with db-scheduler. */
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
            ObjectProvider<MigrationLock> locks) {
        return new Reconciler(
                repository,
                launchers.orderedStream().toList(),
                catalogues,
                runFolder,
                clock,
                settings,
                monitor,
                locks.getIfAvailable(MigrationLock::none));
    }

    @Bean(destroyMethod = "close")
    SchedulerWakeup schedulerWakeup() {
        return new SchedulerWakeup(Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("scheduler-wakeup").factory()));
    }

    @Bean
    QemuChangeListener qemuChanges(ReconcileQueue queue, SchedulerWakeup wakeup, InstantSource clock) {
        return vm -> {
            queue.requeueNow(new VmName(vm), clock.instant());
            wakeup.wakeAfterCommit();
        };
    }

    @Bean
    ReconcileLoop reconcileLoop(
            Reconciler reconciler, ReconcileQueue queue, SchedulerWakeup wakeup, InstantSource clock) {
        return new ReconcileLoop(reconciler, queue, wakeup, clock);
    }

    @Bean
    CustomTask<Void> reconcileTask(ReconcileLoop loop, ReconcileSettings settings, InstantSource clock) {
        return new ReconcileTask(loop, settings, clock).task();
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
            SchedulerWakeup wakeup,
            ReconcileQueue queue,
            InstantSource clock) {
        SchedulerDatabase database = SchedulerDatabase.of(dataSource);
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
        wakeup.onWake(scheduler::triggerCheckForDueExecutions);
        return scheduler;
    }

    @Bean
    Waker waker(SchedulerWakeup wakeup) {
        return new Waker(wakeup);
    }

    /** Wakes the scheduler when a definition was written by this process. */
    record Waker(SchedulerWakeup wakeup) {

        @EventListener
        void on(VmDefinitionChanged ignored) {
            wakeup.wakeAfter(Duration.ZERO);
        }
    }
}
