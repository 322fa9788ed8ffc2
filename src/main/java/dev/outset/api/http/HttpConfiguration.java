package dev.outset.api.http;

import dev.outset.admission.connection.MaxBodySize;
import dev.outset.binding.ReadLimits;
import dev.outset.binding.RecordReader;
import dev.outset.binding.RecordWriter;
import jakarta.validation.Validator;
import java.util.List;
import org.springframework.boot.validation.autoconfigure.ValidationConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Configures the conversion between JSON bodies and records. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

    @Bean
    RecordReader recordReader(Validator validator, ApiSettings settings) {
        return new RecordReader(validator, new ReadLimits(settings.maxViolations(), settings.maxEntries()));
    }

    /** Messages are English in every locale, like all other messages. */
    @Bean
    ValidationConfigurationCustomizer englishMessages() {
        return configuration ->
                configuration.messageInterpolator(new EnglishMessages(configuration.getDefaultMessageInterpolator()));
    }

    @Bean
    MaxBodySize maxBodySize(ApiSettings settings) {
        return new MaxBodySize(settings.maxBodySize());
    }

    @Bean
    RecordWriter recordWriter() {
        return new RecordWriter();
    }

    @Bean
    WebMvcConfigurer recordBodies(ApiSettings settings, RecordReader reader, RecordWriter writer) {
        JsonBodyReader bodies = new JsonBodyReader(settings);
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new ParsedBodyResolver(bodies, reader));
            }

            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                // Last, so that a client without permission learns nothing about the operation.
                registry.addInterceptor(new QueryParameterCheck())
                        .addPathPatterns("/api/v1/**")
                        .order(Ordered.LOWEST_PRECEDENCE);
            }

            @Override
            public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
                converters.addCustomConverter(new RecordMessageConverter(writer));
            }
        };
    }
}
