package dev.outset.api.vm;

import dev.outset.api.http.ApiSettings;
import dev.outset.catalogue.Catalogues;
import dev.outset.launch.RunFolder;
import dev.outset.store.VmRepository;
import dev.outset.validation.Validator;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this room. */
@Configuration(proxyBeanMethods = false)
class VmApiConfiguration {

    @Bean
    Blueprint blueprint(Catalogues catalogues, RunFolder runFolder) {
        return new Blueprint(catalogues, runFolder);
    }

    @Bean
    Admission admission(Catalogues catalogues, Blueprint blueprint, InstantSource clock) {
        return new Admission(new Validator(), catalogues, blueprint, clock);
    }

    @Bean
    Paging paging(VmRepository repository, ApiSettings settings) {
        return new Paging(repository, settings);
    }
}
