package dev.outset.qmp;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The QMP introspection commands and their replies. */
public final class QmpIntrospection {

    private QmpIntrospection() {}

    /** {@code query-qmp-schema}. */
    public record QueryQmpSchema() implements QmpCommand.Introspection<QmpSchema> {
        @Override
        public String name() {
            return "query-qmp-schema";
        }

        @Override
        public QmpSchema parseReply(JsonNode value) {
            return QmpSchema.of(value);
        }
    }

    /** {@code query-machines}. */
    public record QueryMachines() implements QmpCommand.Introspection<List<Machine>> {
        @Override
        public String name() {
            return "query-machines";
        }

        @Override
        public List<Machine> parseReply(JsonNode value) {
            return value.valueStream()
                    .map(machine -> new Machine(
                            machine.required("name").asString(),
                            machine.hasNonNull("alias") ? machine.get("alias").asString() : null,
                            machine.path("is-default").asBoolean(false),
                            machine.path("deprecated").asBoolean(false)))
                    .toList();
        }
    }

    /**
     * QAPI's {@code MachineInfo}.
     *
     * @param name the full name
     * @param alias the alias; null if none
     * @param isDefault whether QEMU uses it if no machine type is given
     * @param deprecated whether the binary reports it as deprecated
     */
    public record Machine(String name, @Nullable String alias, boolean isDefault, boolean deprecated) {}

    /**
     * {@code qom-list-properties}.
     *
     * @param typename the QOM type
     */
    public record QomListProperties(String typename) implements QmpCommand.Introspection<List<Property>> {
        @Override
        public String name() {
            return "qom-list-properties";
        }

        @Override
        public ObjectNode arguments() {
            return JsonNodeFactory.instance.objectNode().put("typename", typename);
        }

        @Override
        public List<Property> parseReply(JsonNode value) {
            return value.valueStream()
                    .map(property -> new Property(
                            property.required("name").asString(),
                            property.required("type").asString()))
                    .toList();
        }
    }

    /**
     * QAPI's {@code ObjectPropertyInfo}.
     *
     * @param name the name of the property
     * @param type the type name, such as {@code uint8} or {@code MultiFDCompression}
     */
    public record Property(String name, String type) {}
}
