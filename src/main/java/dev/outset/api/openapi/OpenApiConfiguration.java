package dev.outset.api.openapi;

import com.fasterxml.jackson.databind.SerializationFeature;
import dev.outset.catalogue.Catalogues;
import dev.outset.migration.Incoming;
import dev.outset.migration.MigrationAddress;
import dev.outset.migration.MigrationParameters;
import dev.outset.migration.ParameterValue;
import dev.outset.qemu.Fault;
import dev.outset.qemu.QemuVersion;
import dev.outset.vm.ByteCount;
import dev.outset.vm.VmName;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.time.Duration;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

/** The OpenAPI document: types with a JSON form of their own, examples from files, and the problems of every operation. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    OpenApiConfiguration(ObjectMapperProvider mappers, Catalogues catalogues) {
        mappers.jsonMapper().enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING);
        SchemaCatalogue schemas = new SchemaCatalogue(catalogues);
        SpringDocUtils.getConfig()
                .replaceWithSchema(MigrationParameters.class, schemas.parameters())
                .replaceWithSchema(ParameterValue.class, schemas.value())
                .replaceWithSchema(Incoming.class, schemas.incoming())
                .replaceWithSchema(MigrationAddress.class, schemas.address())
                .replaceWithSchema(Fault.class, schemas.fault())
                .replaceWithSchema(QemuVersion.class, schemas.version())
                .replaceWithSchema(VmName.class, schemas.text("A DNS label.", "db-1"))
                .replaceWithSchema(ByteCount.class, schemas.text("Bytes, or a number with a unit.", "1GiB"))
                .replaceWithSchema(Duration.class, schemas.text("A number with ms, s, m or h.", "200ms"))
                .replaceWithSchema(JsonNode.class, new Schema<>().description("Any JSON."));
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Outset")
                        .version("v1")
                        .description("Migration parameters for QEMU, right from the outset.")
                        .license(new License().name("Apache-2.0")));
    }

    @Bean
    OpenApiCustomizer describeProblems() {
        return document -> document.getPaths()
                .values()
                .forEach(path -> path.readOperations().forEach(OpenApiConfiguration::addProblems));
    }

    @Bean
    OpenApiCustomizer addExamples() {
        RequestExamples examples = RequestExamples.load();
        return document -> document.getPaths()
                .forEach((path, item) -> item.readOperationsMap()
                        .forEach((method, operation) -> examples.addTo(path, method.name(), operation)));
    }

    private static void addProblems(Operation operation) {
        operation
                .getResponses()
                .addApiResponse(
                        "default",
                        new ApiResponse()
                                .description("A problem, RFC 9457: what is wrong and what to do.")
                                .content(new Content()
                                        .addMediaType(
                                                "application/problem+json",
                                                new MediaType().schema(SchemaCatalogue.problem()))));
    }
}
