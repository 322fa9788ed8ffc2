package dev.outset.access;

import dev.outset.store.vm.VmRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of the access package. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    @Bean
    AuthorizedVms authorizedVms(VmRepository repository, CurrentPrincipal caller) {
        return new AuthorizedVms(repository, caller);
    }
}
