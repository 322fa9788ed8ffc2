package dev.outset.api.openapi;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.QemuVersion;
import dev.outset.vm.VmName;
import dev.outset.vm.property.ByteCount;
import dev.outset.vm.property.ByteRate;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.BooleanSchema;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** OpenAPI schemas of the types with a custom JSON form. The migration parameters come from the catalogue. */
final class CustomSchemas {

    private static final String AMOUNT = "Amount";

    private final Catalogues catalogues;

    CustomSchemas(Catalogues catalogues) {
        this.catalogues = catalogues;
    }

    /** The schemas that cannot be derived from a class, by type; those with a name become components. */
    Map<Class<?>, Schema<?>> byType() {
        return Map.of(
                MigrationParameters.class,
                parameters(),
                ParameterValue.class,
                value(),
                ByteCount.class,
                amount(),
                ByteRate.class,
                amount(),
                QemuVersion.class,
                version(),
                VmName.class,
                new StringSchema().example("db-1"),
                Duration.class,
                new StringSchema()
                        .description("A number with the unit ms, s, m or h.")
                        .example("200ms"),
                JsonNode.class,
                new Schema<>().name("Json").description("Any JSON value."));
    }

    /** Values by parameter name; the union of all releases. */
    private Schema<?> parameters() {
        Map<String, ParameterSpec> newest = new LinkedHashMap<>();
        for (QemuVersion version : catalogues.versions()) {
            QemuCatalogue catalogue = catalogues.of(version);
            catalogue.parameters().forEach(spec -> newest.put(spec.name(), spec));
        }
        Schema<?> schema = new ObjectSchema().name("MigrationParameters");
        newest.forEach((name, spec) -> schema.addProperty(name, parameter(spec)));
        schema.setDescription("Values by parameter name, in QEMU's own unit or with an explicit unit. /qemu-versions"
                + " lists the parameters of each release. Absent parameters are not set.");
        schema.setAdditionalProperties(false);
        return schema;
    }

    private static Schema<?> parameter(ParameterSpec spec) {
        Schema<?> schema = switch (spec.type().kind()) {
            case UINT8, UINT32, UINT64, SIZE -> SchemaResolver.reference(AMOUNT);
            case BOOL -> new BooleanSchema();
            case ENUM -> new StringSchema()._enum(spec.type().members());
            case STR, STR_OR_NULL -> new StringSchema();
            case STRINGS -> new ArraySchema().items(new StringSchema());
            case BITMAP_MAPPING -> new ArraySchema().items(new ObjectSchema());
        };
        String unit = spec.unit() == null ? "" : " Unit: " + spec.unit() + ".";
        String releases = " Since QEMU " + spec.since()
                + (spec.removedIn() == null ? "." : ", removed in " + spec.removedIn() + ".");
        return schema.description(spec.doc() + unit + releases);
    }

    private static Schema<?> amount() {
        return new Schema<>()
                .name(AMOUNT)
                .description("An integer in QEMU's own unit, or a string with a unit, such as 1GiB or 500ms."
                        + " Responses contain the integer.")
                .addOneOfItem(new IntegerSchema().format("int64"))
                .addOneOfItem(new StringSchema());
    }

    /** Has no type: client generators do not support "an array or a scalar". */
    private static Schema<?> value() {
        return new Schema<>()
                .name("ParameterValue")
                .description("The value of a parameter: a boolean, an integer, a string or a list.");
    }

    private Schema<?> version() {
        return new StringSchema()
                ._enum(catalogues.versions().stream().map(QemuVersion::toString).toList())
                .example(catalogues.newest().toString());
    }
}
