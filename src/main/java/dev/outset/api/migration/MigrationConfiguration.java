package dev.outset.api.migration;

import dev.outset.relocation.RelocationIds;
import dev.outset.relocation.RelocationPlanner;
import dev.outset.relocation.Relocations;
import dev.outset.store.VmRepository;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this room. */
@Configuration(proxyBeanMethods = false)
class MigrationConfiguration {

    @Bean
    MigrationDesk migrationDesk(
            Relocations relocations,
            VmRepository repository,
            RelocationPlanner planner,
            RelocationIds ids,
            InstantSource clock) {
        return new MigrationDesk(relocations, repository, planner, ids, clock);
    }
}
