package dev.outset.api.openapi;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.outset.catalogue.reader.Catalogues;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Configures the OpenAPI document: schemas from the binding, examples from files, and the problems of each operation.
 */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Outset")
                        .version("v1")
                        .description("Migration parameters for QEMU, right from the outset.")
                        .license(new License().name("Apache License 2.0").identifier("Apache-2.0")))
                .servers(List.of(new Server().url("/").description("The service that serves this document.")))
                .components(new Components());
    }

    @Bean
    SchemaNames schemaNames() {
        return new SchemaNames();
    }

    /** Springdoc calls registered resolvers before its own. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    ModelConverter schemaResolver(ObjectMapperProvider mappers, Catalogues catalogues, SchemaNames names) {
        ObjectMapper mapper = mappers.jsonMapper();
        mapper.enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING);
        return new SchemaResolver(mapper, names, new CustomSchemas(catalogues).byType());
    }

    @Bean
    @Order(1)
    OpenApiCustomizer describeProblems() {
        return document -> {
            ProblemResponses.define(document.getComponents());
            document.getPaths()
                    .forEach((path, item) ->
                            item.readOperations().forEach(operation -> ProblemResponses.addTo(path, operation)));
        };
    }

    @Bean
    @Order(2)
    OpenApiCustomizer addExamples() {
        RequestExamples examples = RequestExamples.load();
        return document -> document.getPaths()
                .forEach((path, item) -> item.readOperationsMap()
                        .forEach((method, operation) -> examples.addTo(path, method.name(), operation)));
    }

    /** A query parameter in a record is nullable in Java, but only absent in a request. */
    @Bean
    @Order(3)
    OpenApiCustomizer removeNullOfParameters() {
        return document -> document.getPaths().values().stream()
                .flatMap(item -> item.readOperations().stream())
                .filter(operation -> operation.getParameters() != null)
                .flatMap(operation -> operation.getParameters().stream())
                .map(Parameter::getSchema)
                .filter(schema -> schema.getTypes() != null)
                .forEach(schema -> schema.getTypes().remove("null"));
    }

    @Bean
    @Order
    OpenApiCustomizer sortDocument(SchemaNames names) {
        return document -> {
            names.requireUnique();
            OpenApiDocumentSorter.sort(document);
        };
    }
}
