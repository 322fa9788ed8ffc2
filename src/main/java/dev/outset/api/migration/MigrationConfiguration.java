package dev.outset.api.migration;

import dev.outset.access.Caller;
import dev.outset.access.ReachableVms;
import dev.outset.launch.process.HostPolicy;
import dev.outset.relocation.RelocationIds;
import dev.outset.relocation.RelocationPlanner;
import dev.outset.relocation.Relocations;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this room. */
@Configuration(proxyBeanMethods = false)
class MigrationConfiguration {

    @Bean
    MigrationDesk migrationDesk(
            Relocations relocations,
            ReachableVms vms,
            Caller caller,
            RelocationPlanner planner,
            RelocationIds ids,
            InstantSource clock,
            ObjectProvider<HostPolicy> policy) {
        return new MigrationDesk(
                relocations,
                vms,
                caller,
                planner,
                ids,
                clock,
                new MigrationHostCheck(planner, policy.getIfAvailable()));
    }
}
