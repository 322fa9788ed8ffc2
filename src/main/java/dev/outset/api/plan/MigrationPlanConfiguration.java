package dev.outset.api.plan;

import dev.outset.access.AuthorizedVms;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.RunFolder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of this package. */
@Configuration(proxyBeanMethods = false)
class MigrationPlanConfiguration {

    @Bean
    MigrationPlanService migrationPlanService(AuthorizedVms vms, Catalogues catalogues, RunFolder runFolder) {
        return new MigrationPlanService(vms, catalogues, runFolder);
    }
}
