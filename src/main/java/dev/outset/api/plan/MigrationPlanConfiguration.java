package dev.outset.api.plan;

import dev.outset.access.ReachableVms;
import dev.outset.catalogue.Catalogues;
import dev.outset.launch.RunFolder;
import dev.outset.validation.Validator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this room. */
@Configuration(proxyBeanMethods = false)
class MigrationPlanConfiguration {

    @Bean
    MigrationPlans migrationPlans(ReachableVms vms, Catalogues catalogues, Validator validator, RunFolder runFolder) {
        return new MigrationPlans(vms, catalogues, validator, runFolder);
    }
}
