package dev.outset.binding;

import dev.outset.parameters.Incoming;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.vm.property.ByteCount;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.node.ObjectNode;

/** Writes records as JSON that {@link RecordReader} reads back into equal records; absent values are omitted. */
public final class RecordWriter {

    /**
     * The discriminator members of all sealed supertypes of a variant, outermost first. A component with the same name
     * as a discriminator replaces it.
     */
    private static final ClassValue<Map<String, String>> DISCRIMINATORS = new ClassValue<>() {
        @Override
        protected Map<String, String> computeValue(Class<?> variant) {
            Map<String, String> members = new LinkedHashMap<>();
            addDiscriminators(members, variant, variant);
            members.keySet().removeIf(RecordForm.of(variant.asSubclass(Record.class))::hasComponent);
            return members;
        }
    };

    private final JsonMapper mapper = JsonMapper.shared();

    /** Writes a record as a JSON tree. */
    public ObjectNode write(Record value) {
        return mapper.valueToTree(new SerializableRecord(value));
    }

    /** Writes a record as JSON text. */
    public String text(Record value) {
        return mapper.writeValueAsString(new SerializableRecord(value));
    }

    /** Writes a record as JSON in UTF-8. */
    public byte[] bytes(Record value) {
        return mapper.writeValueAsBytes(new SerializableRecord(value));
    }

    /** Adapts a record so that Jackson delegates its serialization to this writer. */
    private final class SerializableRecord extends JacksonSerializable.Base {

        private final Record value;

        private SerializableRecord(Record value) {
            this.value = value;
        }

        @Override
        public void serialize(JsonGenerator out, SerializationContext context) {
            write(value, out);
        }

        @Override
        public void serializeWithType(JsonGenerator out, SerializationContext context, TypeSerializer type) {
            write(value, out);
        }
    }

    private void write(Record value, JsonGenerator out) {
        out.writeStartObject();
        members(value, out);
        out.writeEndObject();
    }

    private void members(Record value, JsonGenerator out) {
        for (RecordForm.Component component : RecordForm.of(value.getClass()).components()) {
            Object member = component.valueIn(value);
            if (member != null) {
                out.writeName(component.name());
                value(member, out);
            } else if (component.writtenAsNull()) {
                out.writeName(component.name());
                out.writeNull();
            }
        }
    }

    private void value(@Nullable Object value, JsonGenerator out) {
        switch (value) {
            case null -> out.writeNull();
            case JsonNode json -> out.writeTree(json);
            case Json.Whole(Record whole) -> part(whole, out);
            case Json.Text(String text) -> out.writeRawValue(text);
            case String text -> out.writeString(text);
            case Boolean flag -> out.writeBoolean(flag);
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case BigInteger number -> out.writeNumber(number);
            case ByteCount size -> out.writeNumber(size.bytes());
            case ParameterValue parameter -> value(parameter.toJsonValue(), out);
            case MigrationParameters parameters -> map(parameters.values(), out);
            case Incoming incoming -> write(RecordReader.IncomingForm.of(incoming), out);
            case List<?> list -> list(list, out);
            case Map<?, ?> map -> map(map, out);
            case Enum<?> constant -> out.writeString(constant.toString());
            case Record part -> part(part, out);
            default -> out.writeString(Scalars.text(value));
        }
    }

    private void part(Record value, JsonGenerator out) {
        if (Scalars.reader(value.getClass()) != null) {
            out.writeString(Scalars.text(value));
            return;
        }
        out.writeStartObject();
        DISCRIMINATORS.get(value.getClass()).forEach(out::writeStringProperty);
        members(value, out);
        out.writeEndObject();
    }

    private static void addDiscriminators(Map<String, String> members, Class<?> variant, Class<?> type) {
        for (Class<?> sealed : type.getInterfaces()) {
            addDiscriminators(members, sealed, sealed);
            String discriminator = VariantTypes.discriminator(sealed);
            if (discriminator != null) {
                members.put(discriminator, VariantTypes.name(variant));
            }
        }
    }

    private void list(List<?> values, JsonGenerator out) {
        out.writeStartArray();
        values.forEach(value -> value(value, out));
        out.writeEndArray();
    }

    private void map(Map<?, ?> values, JsonGenerator out) {
        out.writeStartObject();
        values.forEach((key, value) -> {
            out.writeName(Scalars.text(key));
            value(value, out);
        });
        out.writeEndObject();
    }
}
