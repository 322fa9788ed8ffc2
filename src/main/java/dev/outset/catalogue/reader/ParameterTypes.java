package dev.outset.catalogue.reader;

import dev.outset.binding.RecordWriter;
import dev.outset.catalogue.ParameterType;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The QAPI types of parameters and properties, with the enumeration members of one release. */
final class ParameterTypes {

    private final Map<String, List<String>> members;

    private final RecordWriter writer = new RecordWriter();

    /**
     * Creates the types of a release.
     *
     * @param release the release
     * @param enums the members of all enumerations, in schema order
     */
    ParameterTypes(ReleaseRows release, JsonNode enums) {
        this.members = release.rows(enums)
                .collect(Collectors.groupingBy(
                        row -> row.get("type").asString(),
                        Collectors.mapping(row -> row.get("member").asString(), Collectors.toList())));
    }

    /** The type with a QAPI name. */
    ParameterType of(String qapi) {
        return ParameterType.of(qapi, members.getOrDefault(qapi, List.of()));
    }

    /** Replaces the QAPI names of types in the row of a parameter; its property has the same type if it has no own one. */
    void complete(ObjectNode row) {
        JsonNode type = row.get("type");
        if (row.hasNonNull("property")) {
            row.set("propertyType", json(row.hasNonNull("propertyType") ? row.get("propertyType") : type));
        } else {
            row.remove("propertyType");
        }
        row.set("type", json(type));
    }

    private JsonNode json(JsonNode qapi) {
        return writer.write(of(qapi.asString()));
    }
}
