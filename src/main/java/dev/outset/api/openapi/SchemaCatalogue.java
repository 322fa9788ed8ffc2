package dev.outset.api.openapi;

import dev.outset.catalogue.Catalogues;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.QemuVersion;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.BooleanSchema;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** OpenAPI schemas of the types that have a JSON form of their own; parameters come from the catalogue's rows. */
final class SchemaCatalogue {

    private final Catalogues catalogues;

    SchemaCatalogue(Catalogues catalogues) {
        this.catalogues = catalogues;
    }

    /** Values by parameter: the union of all releases. */
    Schema<?> parameters() {
        Map<String, ParameterSpec> newest = new LinkedHashMap<>();
        for (QemuVersion version : catalogues.versions()) {
            QemuCatalogue catalogue = catalogues.of(version);
            catalogue.parameters().forEach(spec -> newest.put(spec.name(), spec));
        }
        ObjectSchema schema = new ObjectSchema();
        newest.forEach((name, spec) -> schema.addProperty(name, parameter(spec)));
        schema.setDescription("Values by parameter, in QEMU's own unit or with one. Which a release knows, it says"
                + " under /qemu-versions. Unset is absence.");
        schema.setAdditionalProperties(false);
        return schema;
    }

    private Schema<?> parameter(ParameterSpec spec) {
        Schema<?> schema = switch (spec.type().kind()) {
            case UINT8, UINT32, UINT64, SIZE ->
                new Schema<>().addOneOfItem(new IntegerSchema().format(null)).addOneOfItem(new StringSchema());
            case BOOL -> new BooleanSchema();
            case ENUM -> new StringSchema()._enum(spec.type().members());
            case STR, STR_OR_NULL -> new StringSchema();
            case STRINGS -> new ArraySchema().items(new StringSchema());
            case BITMAP_MAPPING -> new ArraySchema().items(new ObjectSchema());
        };
        String unit = spec.unit() == null ? "" : " Unit: " + spec.unit() + ".";
        String life = " Since QEMU " + spec.since()
                + (spec.removedIn() == null ? "." : ", gone in " + spec.removedIn() + ".");
        return schema.description(spec.doc() + unit + life);
    }

    /** One value of any parameter. */
    Schema<?> value() {
        return new Schema<>()
                .description(
                        "A value: true or false, a whole number, a string (also a number with a unit), or a list.");
    }

    /** How a VM listens. */
    Schema<?> incoming() {
        ObjectSchema channel = new ObjectSchema();
        channel.addProperty("type", new StringSchema()._enum(List.of("main", "cpr")));
        channel.addProperty("address", address());
        ObjectSchema schema = new ObjectSchema();
        schema.addProperty(
                "listen",
                new StringSchema()
                        .description("'defer', or a URI such as tcp:0.0.0.0:4444")
                        .example("defer"));
        schema.addProperty(
                "channels", new ArraySchema().items(channel).description("Channels in QAPI form, since 10.0"));
        schema.setDescription("How the VM listens as a destination: exactly one of 'listen' and 'channels'.");
        return schema;
    }

    /** QAPI's MigrationAddress. */
    Schema<?> address() {
        ObjectSchema schema = new ObjectSchema();
        schema.addProperty("transport", new StringSchema()._enum(List.of("socket", "exec", "rdma", "file")));
        schema.addProperty("type", new StringSchema()._enum(List.of("inet", "unix", "vsock", "fd")));
        for (String member : List.of("host", "port", "path", "cid", "str", "filename")) {
            schema.addProperty(member, new StringSchema());
        }
        schema.addProperty("offset", new IntegerSchema().format("int64"));
        schema.addProperty("args", new ArraySchema().items(new StringSchema()));
        schema.setDescription("QAPI's MigrationAddress; which members it has depends on 'transport' and 'type'.");
        return schema;
    }

    /** Something that goes wrong in a simulated QEMU. */
    Schema<?> fault() {
        ObjectSchema schema = new ObjectSchema();
        schema.addProperty(
                "kind",
                new StringSchema()
                        ._enum(List.of(
                                "slow-step",
                                "late-object",
                                "blocked-monitor",
                                "dropped-connection",
                                "error-on-apply",
                                "ignored-value",
                                "crash-at")));
        schema.addProperty(
                "step",
                new StringSchema()
                        ._enum(Arrays.stream(BootStep.values())
                                .map(BootStep::label)
                                .toList()));
        schema.addProperty("duration", text("A number with ms, s, m or h.", "200ms"));
        for (String member : List.of("times", "boots", "afterCommands")) {
            schema.addProperty(member, new IntegerSchema());
        }
        schema.addProperty("desc", new StringSchema());
        schema.addProperty("parameter", new StringSchema());
        schema.setDescription("Something that goes wrong in a simulated QEMU; which members it has depends on 'kind'.");
        return schema;
    }

    /** A release. */
    Schema<?> version() {
        return new StringSchema()
                ._enum(catalogues.versions().stream().map(QemuVersion::toString).toList())
                .example(catalogues.newest().toString());
    }

    /** A string with a form. */
    Schema<?> text(String description, String example) {
        return new StringSchema().description(description).example(example);
    }

    /** A problem, RFC 9457, as this API writes it. */
    static Schema<?> problem() {
        ObjectSchema violation = new ObjectSchema();
        for (String member : List.of("pointer", "rule", "message", "action", "qemu")) {
            violation.addProperty(member, new StringSchema());
        }
        ObjectSchema schema = new ObjectSchema();
        for (String member : List.of("type", "title", "detail", "instance", "action")) {
            schema.addProperty(member, new StringSchema());
        }
        schema.addProperty("status", new IntegerSchema());
        schema.addProperty("violations", new ArraySchema().items(violation));
        return schema;
    }
}
