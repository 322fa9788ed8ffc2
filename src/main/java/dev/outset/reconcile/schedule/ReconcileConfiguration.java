package dev.outset.reconcile.schedule;

import com.github.kagkarlsson.scheduler.Clock;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerCustomizer;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerProperties;
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
import java.sql.DatabaseMetaData;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Runs the controller with db-scheduler. */
@EnableScheduling
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

    @Bean
    SchedulerWakeup schedulerWakeup(TaskScheduler timer) {
        return new SchedulerWakeup(timer);
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

    @Bean
    Clock schedulerClock(InstantSource clock) {
        return clock::instant;
    }

    @Bean
    @DependsOnDatabaseInitialization
    DbSchedulerCustomizer schedulerDefaults(
            DbSchedulerProperties properties,
            Environment environment,
            ReconcileSettings settings,
            DataSource dataSource,
            ReconcileQueue queue,
            InstantSource clock)
            throws MetaDataAccessException {
        String url = JdbcUtils.extractDatabaseMetaData(dataSource, DatabaseMetaData::getURL);
        if (isExclusive(url.toLowerCase(Locale.ROOT))) {
            queue.recover(clock.instant());
        }
        int processors = Runtime.getRuntime().availableProcessors();
        String process = "outset-" + UUID.randomUUID();
        return SchedulerDefaults.apply(
                properties, environment, settings, processors, DatabaseDriver.fromJdbcUrl(url), process);
    }

    /** Returns whether no other process can open the database; an H2 file is locked by the process that uses it. */
    private static boolean isExclusive(String url) {
        boolean isServer =
                url.startsWith("jdbc:h2:tcp:") || url.startsWith("jdbc:h2:ssl:") || url.contains("auto_server=true");
        return url.startsWith("jdbc:h2:") && !isServer;
    }

    @Bean
    Waker waker(SchedulerWakeup wakeup, Scheduler scheduler) {
        wakeup.onWake(scheduler::triggerCheckForDueExecutions);
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
