package dev.outset.access;

import dev.outset.store.vm.VmRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this room. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    @Bean
    AuthorizedVms reachableVms(VmRepository repository, CurrentPrincipal caller) {
        return new AuthorizedVms(repository, caller);
    }
}
