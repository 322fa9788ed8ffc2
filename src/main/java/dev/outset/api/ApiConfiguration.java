package dev.outset.api;

import dev.outset.binding.RecordReader;
import dev.outset.binding.RecordWriter;
import dev.outset.catalogue.Catalogues;
import dev.outset.launch.RunFolder;
import dev.outset.simulator.SimulationRunner;
import dev.outset.simulator.Simulator;
import dev.outset.store.VmRepository;
import dev.outset.validation.Validator;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** How bodies become records and records become bodies. */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration {

    @Bean
    Catalogues catalogues() {
        return Catalogues.load();
    }

    @Bean
    RecordReader recordReader() {
        return new RecordReader();
    }

    @Bean
    RecordWriter recordWriter() {
        return new RecordWriter();
    }

    @Bean
    JsonBodies jsonBodies(ApiSettings settings) {
        return new JsonBodies(settings);
    }

    @Bean
    Validator definitionValidator() {
        return new Validator();
    }

    @Bean
    Blueprint blueprint(Catalogues catalogues, RunFolder runFolder) {
        return new Blueprint(catalogues, runFolder);
    }

    @Bean
    Admission admission(
            Validator definitionValidator, Catalogues catalogues, Blueprint blueprint, InstantSource clock) {
        return new Admission(definitionValidator, catalogues, blueprint, clock);
    }

    @Bean
    SimulationRunner simulationRunner(Catalogues catalogues) {
        return new SimulationRunner(new Simulator(catalogues));
    }

    @Bean
    Paging paging(VmRepository repository, ApiSettings settings) {
        return new Paging(repository, settings);
    }

    @Bean
    WebMvcConfigurer recordBodies(JsonBodies bodies, RecordReader reader, RecordWriter writer) {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new SubmittedResolver(bodies, reader));
            }

            @Override
            public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
                converters.addCustomConverter(new RecordMessageConverter(writer));
            }
        };
    }
}
