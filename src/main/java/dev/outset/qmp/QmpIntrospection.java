package dev.outset.qmp;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.outset.binding.Default;
import dev.outset.binding.RecordReader;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The QMP introspection commands and their replies. */
public final class QmpIntrospection {

    private static final RecordReader READER = RecordReader.ignoringUnknownMembers();

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
                    .map(machine -> READER.require(machine, Machine.class))
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
    public record Machine(
            String name,
            @Nullable String alias,
            @JsonProperty("is-default") @Default("false") boolean isDefault,
            @Default("false") boolean deprecated) {}

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
                    .map(property -> READER.require(property, Property.class))
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
