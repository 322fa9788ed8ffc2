package dev.outset.binding;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes records as JSON that {@link RecordReader} reads back into equal records; absent values and {@link Internal}
 * components are omitted.
 */
public final class RecordWriter {

    private final JsonMapper mapper = JsonMapper.shared();

    /** Writes a record as a JSON tree. */
    public ObjectNode write(Record value) {
        return mapper.valueToTree(new SerializableValue(out -> value(value, out)));
    }

    /** Writes a value of any type that has a JSON form as a JSON tree. */
    public JsonNode tree(Object value) {
        return mapper.valueToTree(new SerializableValue(out -> value(value, out)));
    }

    /** Writes a value as JSON text. */
    public String text(Object value) {
        return mapper.writeValueAsString(new SerializableValue(out -> value(value, out)));
    }

    /** Writes a record as JSON in UTF-8. */
    public byte[] bytes(Record value) {
        return mapper.writeValueAsBytes(new SerializableValue(out -> value(value, out)));
    }

    /**
     * Writes the internal components of a record, and of the records that it contains, as JSON text. Together with
     * {@link #text}, it is what {@link RecordReader} reads.
     */
    public String internals(Record value) {
        return mapper.writeValueAsString(new SerializableValue(out -> internals(value, out)));
    }

    /** Adapts a value so that Jackson delegates its serialization to this writer. */
    private static final class SerializableValue extends JacksonSerializable.Base {

        private final Consumer<JsonGenerator> writing;

        private SerializableValue(Consumer<JsonGenerator> writing) {
            this.writing = writing;
        }

        @Override
        public void serialize(JsonGenerator out, SerializationContext context) {
            writing.accept(out);
        }

        @Override
        public void serializeWithType(JsonGenerator out, SerializationContext context, TypeSerializer type) {
            writing.accept(out);
        }
    }

    private void record(Record value, JsonGenerator out) {
        RecordForm form = RecordForm.of(value.getClass());
        if (form.value() != null) {
            value(form.value().apply(value), out);
            return;
        }
        out.writeStartObject();
        form.discriminators().forEach(out::writeStringProperty);
        for (RecordForm.Component component : form.written()) {
            member(component, value, out);
        }
        out.writeEndObject();
    }

    private void member(RecordForm.Component component, Record owner, JsonGenerator out) {
        Object member = component.valueIn(owner);
        if (member instanceof Optional<?> optional) {
            member = optional.orElse(null);
        }
        if (member != null || component.writtenAsNull()) {
            out.writeName(component.name());
            value(member, out);
        }
    }

    private void internals(Record value, JsonGenerator out) {
        out.writeStartObject();
        for (RecordForm.Component component : RecordForm.of(value.getClass()).components()) {
            if (component.isInternal()) {
                member(component, value, out);
            } else if (component.valueIn(value) instanceof Record part
                    && RecordForm.of(part.getClass()).hasInternals()) {
                out.writeName(component.name());
                internals(part, out);
            }
        }
        out.writeEndObject();
    }

    private void value(@Nullable Object value, JsonGenerator out) {
        switch (value) {
            case null -> out.writeNull();
            case JsonNode json -> out.writeTree(json);
            case RawJson(String text) -> out.writeRawValue(text);
            case String text -> out.writeString(text);
            case Boolean flag -> out.writeBoolean(flag);
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case BigInteger number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            case Collection<?> list -> list(list, out);
            case Map<?, ?> map -> map(map, out);
            case Enum<?> constant -> out.writeString(constant.toString());
            case Record part -> record(part, out);
            default -> out.writeString(BuiltInScalars.text(value));
        }
    }

    private void list(Collection<?> values, JsonGenerator out) {
        out.writeStartArray();
        values.forEach(value -> value(value, out));
        out.writeEndArray();
    }

    private void map(Map<?, ?> values, JsonGenerator out) {
        out.writeStartObject();
        values.forEach((key, value) -> {
            out.writeName(key(key));
            value(value, out);
        });
        out.writeEndObject();
    }

    private static String key(Object key) {
        Function<Object, @Nullable Object> value =
                key instanceof Record part ? RecordForm.of(part.getClass()).value() : null;
        return value == null ? BuiltInScalars.text(key) : String.valueOf(value.apply(key));
    }
}
