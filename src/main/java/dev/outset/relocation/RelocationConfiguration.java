package dev.outset.relocation;

import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import dev.outset.catalogue.Catalogues;
import dev.outset.launch.QemuLauncher;
import dev.outset.launch.RunFolder;
import dev.outset.reconcile.Holds;
import dev.outset.reconcile.MonitorSettings;
import dev.outset.reconcile.PassRunner;
import dev.outset.store.EventLog;
import dev.outset.store.Journal;
import dev.outset.store.PassQueue;
import dev.outset.store.VmRepository;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans of this room. */
@Configuration(proxyBeanMethods = false)
class RelocationConfiguration {

    @Bean
    Relocations relocations(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            EventLog events,
            PassQueue passes,
            InstantSource clock,
            PassRunner.Alarm alarm,
            ObjectProvider<Journal> journal) {
        return new JdbcRelocations(
                jdbc,
                new TransactionTemplate(transactions),
                events,
                passes,
                clock,
                alarm,
                journal.getIfAvailable(Journal::none));
    }

    @Bean
    RelocationIds relocationIds(InstantSource clock) {
        return new RelocationIds(clock, new SecureRandom());
    }

    @Bean
    Holds holds(Relocations relocations) {
        return relocations::holds;
    }

    @Bean
    RelocationPlanner relocationPlanner(Catalogues catalogues, RunFolder folder) {
        return new RelocationPlanner(catalogues, folder);
    }

    @Bean
    Relocator relocator(
            Relocations relocations,
            VmRepository repository,
            RelocationPlanner planner,
            ObjectProvider<QemuLauncher> launchers,
            InstantSource clock,
            RelocationSettings settings,
            MonitorSettings monitor) {
        Qemus qemus = new Qemus(launchers.orderedStream().toList(), clock, monitor.deadline());
        return new Relocator(relocations, repository, planner, qemus, clock, settings);
    }

    @Bean
    CustomTask<Void> relocationTask(
            Relocator relocator, RelocationSettings settings, InstantSource clock, PassRunner.Alarm alarm) {
        return new RelocationTask(relocator, settings, clock, alarm).task();
    }
}
