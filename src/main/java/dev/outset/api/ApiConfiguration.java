package dev.outset.api;

import dev.outset.binding.RecordReader;
import dev.outset.binding.RecordWriter;
import dev.outset.catalogue.Catalogues;
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
