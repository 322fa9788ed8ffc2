package dev.outset.api.migration;

import dev.outset.access.AuthorizedVms;
import dev.outset.access.CurrentPrincipal;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.RunFolder;
import dev.outset.launch.policy.HostPolicy;
import dev.outset.migration.plan.StoredVmPlanner;
import dev.outset.migration.run.MigrationIds;
import dev.outset.migration.run.MigrationRepository;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of this package. */
@Configuration(proxyBeanMethods = false)
class MigrationConfiguration {

    @Bean
    MigrationService migrationService(
            MigrationRepository repository,
            AuthorizedVms vms,
            CurrentPrincipal caller,
            StoredVmPlanner planner,
            MigrationIds ids,
            InstantSource clock,
            ObjectProvider<HostPolicy> policy) {
        return new MigrationService(repository, vms, caller, planner, ids, clock, policy.getIfAvailable());
    }

    @Bean
    MigrationPlanService migrationPlanService(
            AuthorizedVms vms, MigrationService migrations, Catalogues catalogues, RunFolder runFolder) {
        return new MigrationPlanService(vms, migrations, catalogues, runFolder);
    }
}
