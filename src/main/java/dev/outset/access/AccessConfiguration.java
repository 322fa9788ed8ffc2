package dev.outset.access;

import dev.outset.store.VmRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this room. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    @Bean
    ReachableVms reachableVms(VmRepository repository, Caller caller) {
        return new ReachableVms(repository, caller);
    }
}
