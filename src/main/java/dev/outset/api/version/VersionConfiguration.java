package dev.outset.api.version;

import dev.outset.catalogue.reader.Catalogues;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of this package. */
@Configuration(proxyBeanMethods = false)
class VersionConfiguration {

    @Bean
    Catalogues catalogues() {
        return Catalogues.load();
    }
}
