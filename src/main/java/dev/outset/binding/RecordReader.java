package dev.outset.binding;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Validator;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/**
 * Reads records from JSON and reports all unknown members, wrong types and violated constraints together.
 *
 * <p>The JSON form of a type follows from its annotations: {@link Default} for a component that may be absent, {@link
 * Placeholder} for one that may not, {@link Discriminator} or {@link Untagged} for sealed types, and Jackson's
 * {@code @JsonValue} and {@code @JsonCreator} for types that are written as another type, such as a string. A static
 * creator method takes precedence over the constructor. {@code @JsonProperty} gives a component another name, and
 * {@code @JsonInclude(ALWAYS)} writes it even if it is null.
 */
public final class RecordReader {

    private final @Nullable ConstraintChecks constraints;

    private final ReadLimits limits;

    private final boolean ignoresUnknown;

    /**
     * Creates a reader for requests.
     *
     * @param validator checks the constraints of records
     * @param limits the limits
     */
    public RecordReader(Validator validator, ReadLimits limits) {
        this(limits, new ConstraintChecks(validator), false);
    }

    private RecordReader(ReadLimits limits, @Nullable ConstraintChecks constraints, boolean ignoresUnknown) {
        this.constraints = constraints;
        this.limits = limits;
        this.ignoresUnknown = ignoresUnknown;
    }

    /** Creates a reader for JSON written by {@link RecordWriter}, without constraints and limits. */
    public static RecordReader forTrustedInput() {
        return new RecordReader(ReadLimits.NONE, null, false);
    }

    /** Creates a reader for JSON of other programs, which ignores unknown members. */
    public static RecordReader ignoringUnknownMembers() {
        return new RecordReader(ReadLimits.NONE, null, true);
    }

    /** The JSON name of a record component. */
    public static String nameOf(RecordComponent component) {
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        return property == null ? component.getName() : property.value();
    }

    /** The default of a record component as JSON; null if it has none. */
    public static @Nullable JsonNode defaultOf(RecordComponent component) {
        Default annotation = component.getAnnotation(Default.class);
        return annotation == null ? null : json(component, annotation.value());
    }

    static JsonNode json(RecordComponent component, String value) {
        return TypeReaders.isText(component.getGenericType())
                ? StringNode.valueOf(value)
                : JsonMapper.shared().readTree(value);
    }

    /**
     * Reads a value.
     *
     * @param body the JSON
     * @param type the type: a record, or a sealed type with records as variants
     * @param <T> the type
     */
    public <T> ReadResult<T> read(JsonNode body, Class<T> type) {
        Reading reading = new Reading(limits, constraints, ignoresUnknown);
        Object value = TypeReaders.of(type).read(body, Place.ROOT, reading);
        return new ReadResult<>(type.cast(value), reading.violations(), reading.unread());
    }

    /**
     * Reads a value that must be valid, such as a stored one.
     *
     * @throws IllegalArgumentException if it is not valid; the message lists the errors
     */
    public <T> T require(JsonNode body, Class<T> type) {
        ReadResult<T> result = read(body, type);
        if (result.value() == null || result.violations().hasErrors()) {
            throw new IllegalArgumentException("Not a valid " + type.getSimpleName() + ": "
                    + result.violations().errors());
        }
        return result.value();
    }

    /**
     * Reads a value that must be valid, such as a stored one.
     *
     * @throws IllegalArgumentException if it is not valid; the message lists the errors
     */
    public <T> T require(String body, Class<T> type) {
        return require(JsonMapper.shared().readTree(body), type);
    }
}
