package dev.outset.binding;

import dev.outset.migration.Incoming;
import dev.outset.migration.MigrationParameters;
import dev.outset.migration.ParameterValue;
import dev.outset.vm.ByteCount;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes records as JSON that {@link RecordReader} reads back into equal records; what is absent is left out. */
public final class RecordWriter {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** The JSON of a record. */
    public ObjectNode write(Record value) {
        ObjectNode node = NODES.objectNode();
        for (RecordForm.Component component : RecordForm.of(value.getClass()).components()) {
            Object member = component.valueIn(value);
            if (member != null) {
                node.set(component.name(), node(member));
            } else if (component.writtenAsNull()) {
                node.putNull(component.name());
            }
        }
        return node;
    }

    private JsonNode node(Object value) {
        return switch (value) {
            case JsonNode json -> json;
            case String text -> NODES.stringNode(text);
            case Boolean flag -> NODES.booleanNode(flag);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case ByteCount size -> NODES.numberNode(size.bytes());
            case ParameterValue parameter -> JsonMapper.shared().valueToTree(parameter.plain());
            case MigrationParameters parameters -> map(parameters.values());
            case Incoming incoming -> write(RecordReader.IncomingForm.of(incoming));
            case List<?> list -> list(list);
            case Map<?, ?> map -> map(map);
            case Enum<?> constant -> NODES.stringNode(constant.toString());
            case Record part -> part(part);
            default -> NODES.stringNode(Scalars.text(value));
        };
    }

    private JsonNode part(Record value) {
        if (Scalars.reader(value.getClass()) != null) {
            return NODES.stringNode(Scalars.text(value));
        }
        ObjectNode node = NODES.objectNode();
        discriminate(node, value.getClass(), value.getClass());
        node.setAll(write(value));
        return node;
    }

    /** Adds the discriminating members of every sealed type above a variant, outermost first. */
    private static void discriminate(ObjectNode node, Class<?> variant, Class<?> type) {
        for (Class<?> sealed : type.getInterfaces()) {
            discriminate(node, sealed, sealed);
            String discriminator = Variants.discriminator(sealed);
            if (discriminator != null) {
                node.put(discriminator, Variants.name(variant));
            }
        }
    }

    private ArrayNode list(List<?> values) {
        ArrayNode node = NODES.arrayNode();
        values.forEach(value -> node.add(node(value)));
        return node;
    }

    private ObjectNode map(Map<?, ?> values) {
        ObjectNode node = NODES.objectNode();
        values.forEach((key, value) -> node.set(Scalars.text(key), node(value)));
        return node;
    }
}
