package dev.outset.binding;

import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.violation.JsonPointer;
import dev.outset.vm.property.ByteCount;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads records from JSON and reports all unknown members, wrong types and violated constraints together. */
public final class RecordReader {

    /** More than the number of parameters in any release. */
    private static final int MAX_PARAMETERS = 256;

    private final @Nullable ComponentConstraints constraints;

    private final ReadLimits limits;

    /** Creates a reader for requests, with default limits. */
    public RecordReader() {
        this(ReadLimits.DEFAULT);
    }

    /** Creates a reader for requests. */
    public RecordReader(ReadLimits limits) {
        this(new ComponentConstraints(), limits);
    }

    private RecordReader(@Nullable ComponentConstraints constraints, ReadLimits limits) {
        this.constraints = constraints;
        this.limits = limits;
    }

    /** Creates a reader for JSON written by {@link RecordWriter}, without constraints and limits. */
    public static RecordReader forTrustedInput() {
        return new RecordReader(null, ReadLimits.NONE);
    }

    /**
     * Reads a record.
     *
     * @param body the JSON
     * @param type the type of the record
     * @param <T> the type of the record
     */
    public <T extends Record> ReadResult<T> read(JsonNode body, Class<T> type) {
        ReadErrors errors = new ReadErrors(limits.maxErrors());
        Object value = record(body, type, "", errors, Set.of());
        return new ReadResult<>(type.cast(value), errors.all());
    }

    private @Nullable Object value(JsonNode node, Type type, String pointer, ReadErrors errors) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? list(node, arguments[0], pointer, errors)
                    : map(node, (Class<?>) arguments[0], arguments[1], pointer, errors);
        }
        return simple(node, (Class<?>) type, pointer, errors);
    }

    @SuppressWarnings("unchecked")
    private @Nullable Object simple(JsonNode node, Class<?> type, String pointer, ReadErrors errors) {
        if (type == String.class) {
            return node.isString() ? node.asString() : typeError(errors, pointer, "a string", node);
        }
        if (type == boolean.class || type == Boolean.class) {
            return node.isBoolean() ? node.asBoolean() : typeError(errors, pointer, "true or false", node);
        }
        if (type == int.class || type == Integer.class) {
            return node.isIntegralNumber() && node.canConvertToInt()
                    ? node.asInt()
                    : typeError(errors, pointer, "a whole number", node);
        }
        if (type == long.class || type == Long.class) {
            return node.canConvertToLong() && node.isIntegralNumber()
                    ? node.asLong()
                    : typeError(errors, pointer, "a whole number", node);
        }
        if (type == ByteCount.class && node.isIntegralNumber()) {
            return scalar(node.asString(), type, pointer, errors);
        }
        if (Scalars.reader(type) != null) {
            return node.isString()
                    ? scalar(node.asString(), type, pointer, errors)
                    : typeError(errors, pointer, "a string", node);
        }
        if (type == JsonNode.class) {
            return node;
        }
        if (type == ParameterValue.class) {
            return parameterValue(node, pointer, errors);
        }
        if (type == MigrationParameters.class) {
            if (isTooLong(node, Math.min(MAX_PARAMETERS, limits.maxEntries()), pointer, errors)) {
                return null;
            }
            Map<?, ?> values = map(node, MigrationParameter.class, ParameterValue.class, pointer, errors);
            return values == null ? null : new MigrationParameters((Map<MigrationParameter, ParameterValue>) values);
        }
        if (VariantTypes.isIncoming(type)) {
            return incoming(node, pointer, errors);
        }
        if (type.isEnum()) {
            return constant(node, type, pointer, errors);
        }
        if (VariantTypes.discriminator(type) != null) {
            return variant(node, type, pointer, errors, Set.of());
        }
        return record(node, type.asSubclass(Record.class), pointer, errors, Set.of());
    }

    @SuppressWarnings("unchecked")
    private @Nullable ParameterValue parameterValue(JsonNode node, String pointer, ReadErrors errors) {
        if (node.isArray() && node.valueStream().anyMatch(JsonNode::isObject)) {
            List<?> nodes = list(node, ParameterValue.NodeAlias.class, pointer, errors);
            return nodes == null ? null : new ParameterValue.BitmapMapping((List<ParameterValue.NodeAlias>) nodes);
        }
        return ParameterValueReader.read(node, pointer, errors);
    }

    private @Nullable Object scalar(String text, Class<?> type, String pointer, ReadErrors errors) {
        Function<String, Object> reader = Scalars.reader(type);
        try {
            return reader == null ? null : reader.apply(text);
        } catch (IllegalArgumentException invalid) {
            errors.add(pointer, "format", String.valueOf(invalid.getMessage()), "Correct the format");
            return null;
        }
    }

    private @Nullable Object constant(JsonNode node, Class<?> type, String pointer, ReadErrors errors) {
        for (Object constant : type.getEnumConstants()) {
            if (node.isString() && constant.toString().equals(node.asString())) {
                return constant;
            }
        }
        String allowed =
                Arrays.stream(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(", "));
        return typeError(errors, pointer, "one of " + allowed, node);
    }

    private static boolean isTooLong(JsonNode node, int limit, String pointer, ReadErrors errors) {
        if (node.size() <= limit) {
            return false;
        }
        errors.add(
                pointer,
                "size",
                "There are " + node.size() + " entries; the limit is " + limit,
                "Send at most " + limit);
        return true;
    }

    private @Nullable List<?> list(JsonNode node, Type element, String pointer, ReadErrors errors) {
        if (!node.isArray()) {
            typeError(errors, pointer, "a list", node);
            return null;
        }
        if (isTooLong(node, limits.maxEntries(), pointer, errors)) {
            return null;
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            Object value = value(node.get(i), element, JsonPointer.child(pointer, Integer.toString(i)), errors);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private @Nullable Map<?, ?> map(JsonNode node, Class<?> key, Type element, String pointer, ReadErrors errors) {
        if (!node.isObject()) {
            typeError(errors, pointer, "an object", node);
            return null;
        }
        if (isTooLong(node, limits.maxEntries(), pointer, errors)) {
            return null;
        }
        Map<Object, Object> values = new LinkedHashMap<>();
        node.properties().forEach(member -> {
            String below = JsonPointer.child(pointer, member.getKey());
            Object name = key == String.class ? member.getKey() : scalar(member.getKey(), key, below, errors);
            Object value = value(member.getValue(), element, below, errors);
            if (name != null && value != null) {
                values.put(name, value);
            }
        });
        return values;
    }

    private @Nullable Incoming incoming(JsonNode node, String pointer, ReadErrors errors) {
        IncomingForm form = (IncomingForm) record(node, IncomingForm.class, pointer, errors, Set.of());
        if (form == null || !node.isObject()) {
            return null;
        }
        if ((form.listen() == null) == (form.channels() == null)) {
            errors.add(
                    pointer,
                    "incoming",
                    "Exactly one of 'listen' and 'channels' is required",
                    "Send {\"listen\": \"defer\"}, {\"listen\": \"tcp:0.0.0.0:4444\"} or {\"channels\": […]}");
            return null;
        }
        return form.incoming();
    }

    private @Nullable Object variant(
            JsonNode node, Class<?> type, String pointer, ReadErrors errors, Set<String> outer) {
        String discriminator = String.valueOf(VariantTypes.discriminator(type));
        Set<String> discriminators =
                Stream.concat(outer.stream(), Stream.of(discriminator)).collect(Collectors.toUnmodifiableSet());
        if (!node.isObject()) {
            return typeError(errors, pointer, "an object with '" + discriminator + "'", node);
        }
        Class<?>[] variants = type.getPermittedSubclasses();
        String name = node.path(discriminator).asString("");
        for (Class<?> variant : variants) {
            if (VariantTypes.name(variant).equals(name)) {
                return VariantTypes.discriminator(variant) != null
                        ? variant(node, variant, pointer, errors, discriminators)
                        : record(node, variant.asSubclass(Record.class), pointer, errors, discriminators);
            }
        }
        String allowed = Arrays.stream(variants).map(VariantTypes::name).collect(Collectors.joining(", "));
        return typeError(
                errors, JsonPointer.child(pointer, discriminator), "one of " + allowed, node.path(discriminator));
    }

    private @Nullable Object record(
            JsonNode node,
            Class<? extends Record> type,
            String pointer,
            ReadErrors errors,
            Set<String> discriminators) {
        if (!node.isObject()) {
            return typeError(errors, pointer, "an object", node);
        }
        RecordForm form = RecordForm.of(type);
        rejectUnknown(node, form, pointer, errors, discriminators);
        @Nullable Object[] values = new @Nullable Object[form.components().size()];
        boolean complete = true;
        for (int i = 0; i < values.length; i++) {
            RecordForm.Component component = form.components().get(i);
            values[i] = component(node, form, component, pointer, errors);
            complete &= values[i] != null || component.nullable();
        }
        return complete ? instance(form, values, pointer, errors) : null;
    }

    private static void rejectUnknown(
            JsonNode node, RecordForm form, String pointer, ReadErrors errors, Set<String> discriminators) {
        List<String> unknown = node.propertyNames().stream()
                .filter(name -> !form.hasComponent(name) && !discriminators.contains(name))
                .toList();
        for (int i = 0; i < unknown.size(); i++) {
            String name = unknown.get(i);
            // The valid fields are listed only once per object, to limit the size of the response.
            errors.add(
                    JsonPointer.child(pointer, name),
                    "unknown-field",
                    "Unknown field '" + name + "'",
                    i == 0
                            ? "Remove it, or use one of: " + form.names()
                            : "Remove it; the first violation for this object lists the valid fields");
        }
    }

    private @Nullable Object component(
            JsonNode node, RecordForm form, RecordForm.Component component, String pointer, ReadErrors errors) {
        String below = JsonPointer.child(pointer, component.name());
        JsonNode member = node.path(component.name());
        JsonNode defaultValue = component.defaultValue();
        if (member.isMissingNode() || member.isNull()) {
            if (defaultValue == null && !component.nullable()) {
                errors.add(below, "required", "The field '" + component.name() + "' is missing", "Add it");
            }
            return defaultValue == null ? null : value(defaultValue, component.type(), below, errors);
        }
        Object value = value(member, component.type(), below, errors);
        if (value != null && constraints != null && component.constrained()) {
            List<String> violated = constraints.violatedBy(form.type(), component.name(), value);
            for (String message : violated) {
                errors.add(below, "constraint", "The field '" + component.name() + "' " + message, "Change it");
            }
            if (!violated.isEmpty() && (value instanceof List || value instanceof Map)) {
                // A list or map that is too long is dropped, because rules compare its entries with each other.
                value = null;
            }
        }
        return value == null && defaultValue != null
                ? value(defaultValue, component.type(), below, new ReadErrors(0))
                : value;
    }

    private static @Nullable Object instance(
            RecordForm form, @Nullable Object[] values, String pointer, ReadErrors errors) {
        try {
            return form.constructor().newInstance(values);
        } catch (InvocationTargetException failed) {
            if (failed.getCause() instanceof IllegalArgumentException invalid) {
                errors.add(pointer, "format", String.valueOf(invalid.getMessage()), "Change it");
                return null;
            }
            throw new IllegalStateException("Constructor of " + form.type() + " failed", failed);
        } catch (ReflectiveOperationException bug) {
            throw new IllegalStateException("Constructor of " + form.type() + " is not usable", bug);
        }
    }

    private static @Nullable Object typeError(ReadErrors errors, String pointer, String expected, JsonNode actual) {
        errors.wrongType(pointer, expected, actual);
        return null;
    }

    /**
     * The JSON format of {@link Incoming}.
     *
     * @param listen {@code defer} or a URI
     * @param channels the channels, in QAPI form
     */
    record IncomingForm(@Nullable String listen, @Nullable List<IncomingChannel> channels) {

        Incoming incoming() {
            if (channels != null) {
                return new Incoming.Channels(channels);
            }
            String address = String.valueOf(listen);
            return address.equals("defer") ? new Incoming.Deferred() : new Incoming.Uri(address);
        }

        static IncomingForm of(Incoming incoming) {
            return switch (incoming) {
                case Incoming.Deferred() -> new IncomingForm("defer", null);
                case Incoming.Uri(String uri) -> new IncomingForm(uri, null);
                case Incoming.Channels(List<IncomingChannel> all) -> new IncomingForm(null, all);
            };
        }
    }
}
