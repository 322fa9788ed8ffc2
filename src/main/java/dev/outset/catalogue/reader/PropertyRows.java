package dev.outset.catalogue.reader;

import static dev.outset.catalogue.reader.Row.text;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.MigrationProperty;
import dev.outset.catalogue.ParameterSpec;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Reads all properties of the migration object: those of parameters, of capabilities, and internal ones. */
final class PropertyRows {

    private final ReleaseRows release;

    private final ParameterRows parameters;

    private final CapabilityRows capabilities;

    PropertyRows(ReleaseRows release, ParameterRows parameters, CapabilityRows capabilities) {
        this.release = release;
        this.parameters = parameters;
        this.capabilities = capabilities;
    }

    List<MigrationProperty> read(JsonNode internal) {
        return Stream.of(
                        parameters.parameters().stream().flatMap(PropertyRows::ofParameter),
                        capabilities.capabilities().stream().flatMap(this::ofCapability),
                        release.rows(internal.get("properties"), this::internal).stream())
                .flatMap(part -> part)
                .toList();
    }

    private static Stream<MigrationProperty> ofParameter(ParameterSpec spec) {
        return spec.property() == null
                ? Stream.empty()
                : Stream.of(new MigrationProperty(
                        spec.property(),
                        Objects.requireNonNull(spec.propertyType()),
                        new MigrationProperty.Sets.Parameter(spec)));
    }

    private Stream<MigrationProperty> ofCapability(CapabilitySpec spec) {
        return spec.property() == null
                ? Stream.empty()
                : Stream.of(new MigrationProperty(
                        spec.property(), parameters.type("bool"), new MigrationProperty.Sets.Capability(spec)));
    }

    private MigrationProperty internal(JsonNode row) {
        return new MigrationProperty(
                text(row, "property"),
                parameters.type(text(row, "type")),
                new MigrationProperty.Sets.Internal(row.get("default").asString()));
    }
}
