package dev.outset.migration.run;

import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.QemuLauncher;
import dev.outset.launch.RunFolder;
import dev.outset.migration.plan.StoredVmPlanner;
import dev.outset.reconcile.Launchers;
import dev.outset.reconcile.MigrationLock;
import dev.outset.reconcile.MonitorSettings;
import dev.outset.reconcile.schedule.ReconcileLoop;
import dev.outset.store.audit.AuditSink;
import dev.outset.store.database.ReconcileQueue;
import dev.outset.store.event.EventLog;
import dev.outset.store.vm.VmRepository;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Defines the beans that run migrations. */
@Configuration(proxyBeanMethods = false)
class MigrationRunConfiguration {

    @Bean
    MigrationRepository migrationRepository(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            EventLog events,
            ReconcileQueue queue,
            InstantSource clock,
            ReconcileLoop.Wakeup wakeup,
            ObjectProvider<AuditSink> audit,
            ApplicationEventPublisher publisher) {
        return new MigrationRepository(
                jdbc,
                new TransactionTemplate(transactions),
                events,
                queue,
                clock,
                wakeup,
                audit.getIfAvailable(AuditSink::none),
                publisher);
    }

    @Bean
    MigrationIds migrationIds(InstantSource clock) {
        return new MigrationIds(clock, new SecureRandom());
    }

    @Bean
    MigrationLock migrationLock(MigrationRepository migrations) {
        return migrations::isLocked;
    }

    @Bean
    StoredVmPlanner storedVmPlanner(Catalogues catalogues, RunFolder folder) {
        return new StoredVmPlanner(catalogues, folder);
    }

    @Bean
    MigrationReconciler migrationReconciler(
            MigrationRepository migrations,
            VmRepository repository,
            StoredVmPlanner planner,
            ObjectProvider<QemuLauncher> launchers,
            InstantSource clock,
            MigrationSettings settings,
            MonitorSettings monitor) {
        Launchers qemus = new Launchers(launchers.orderedStream().toList(), clock, monitor.deadline());
        return new MigrationReconciler(migrations, repository, planner, qemus, clock, settings);
    }

    /** The db-scheduler task of migrations: one instance per migration. */
    @Bean
    CustomTask<Void> migrationTask(
            MigrationReconciler migrationReconciler,
            MigrationSettings settings,
            InstantSource clock,
            ReconcileLoop.Wakeup wakeup) {
        return Tasks.custom(MigrationRepository.TASK, Void.class)
                .onFailure((complete, operations) ->
                        operations.reschedule(complete, clock.instant().plus(settings.retryInterval())))
                // The worker of the execution failed: another one takes over at once.
                .onDeadExecution((complete, operations) -> operations.reschedule(complete, clock.instant()))
                .execute((instance, context) -> {
                    Optional<Duration> next = migrationReconciler.reconcile(instance.getId());
                    return (complete, operations) -> next.ifPresentOrElse(
                            delay -> {
                                operations.reschedule(complete, clock.instant().plus(delay));
                                wakeup.wakeAfter(delay);
                            },
                            operations::remove);
                });
    }
}
