package dev.outset.api.plan;

import dev.outset.catalogue.Catalogues;
import dev.outset.launch.RunFolder;
import dev.outset.store.VmRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this room. */
@Configuration(proxyBeanMethods = false)
class MigrationPlanConfiguration {

    @Bean
    MigrationPlans migrationPlans(VmRepository repository, Catalogues catalogues, RunFolder runFolder) {
        return new MigrationPlans(repository, catalogues, runFolder);
    }
}
