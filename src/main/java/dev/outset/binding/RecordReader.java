package dev.outset.binding;

import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
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

/** Reads records from JSON: unknown members, wrong types and violated constraints are all reported, none is fatal. */
public final class RecordReader {

    /** More than any release has. */
    private static final int MOST_PARAMETERS = 256;

    private final @Nullable ComponentConstraints constraints;

    private final ReadLimits limits;

    /** A reader of what users send. */
    public RecordReader() {
        this(ReadLimits.DEFAULT);
    }

    /** A reader of what users send, within limits. */
    public RecordReader(ReadLimits limits) {
        this(new ComponentConstraints(), limits);
    }

    private RecordReader(@Nullable ComponentConstraints constraints, ReadLimits limits) {
        this.constraints = constraints;
        this.limits = limits;
    }

    /** A reader of what {@link RecordWriter} has written: it was checked before, and constraints cost most of reading. */
    public static RecordReader ofWritten() {
        return new RecordReader(null, ReadLimits.NONE);
    }

    /**
     * Reads a record.
     *
     * @param body the JSON
     * @param type the record's type
     * @param <T> the record's type
     */
    public <T extends Record> ReadResult<T> read(JsonNode body, Class<T> type) {
        ReadErrors faults = new ReadErrors(limits.maxFaults());
        Object value = record(body, type, "", faults, Set.of());
        return new ReadResult<>(type.cast(value), faults.all());
    }

    private @Nullable Object value(JsonNode node, Type type, String pointer, ReadErrors faults) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? list(node, arguments[0], pointer, faults)
                    : map(node, (Class<?>) arguments[0], arguments[1], pointer, faults);
        }
        return simple(node, (Class<?>) type, pointer, faults);
    }

    @SuppressWarnings("unchecked")
    private @Nullable Object simple(JsonNode node, Class<?> type, String pointer, ReadErrors faults) {
        if (type == String.class) {
            return node.isString() ? node.asString() : fault(faults, pointer, "a string", node);
        }
        if (type == boolean.class || type == Boolean.class) {
            return node.isBoolean() ? node.asBoolean() : fault(faults, pointer, "true or false", node);
        }
        if (type == int.class || type == Integer.class) {
            return node.isIntegralNumber() && node.canConvertToInt()
                    ? node.asInt()
                    : fault(faults, pointer, "a whole number", node);
        }
        if (type == long.class || type == Long.class) {
            return node.canConvertToLong() && node.isIntegralNumber()
                    ? node.asLong()
                    : fault(faults, pointer, "a whole number", node);
        }
        if (type == ByteCount.class && node.isIntegralNumber()) {
            return scalar(node.asString(), type, pointer, faults);
        }
        if (Scalars.reader(type) != null) {
            return node.isString()
                    ? scalar(node.asString(), type, pointer, faults)
                    : fault(faults, pointer, "a string", node);
        }
        if (type == JsonNode.class) {
            return node;
        }
        if (type == ParameterValue.class) {
            return parameterValue(node, pointer, faults);
        }
        if (type == MigrationParameters.class) {
            if (isTooLong(node, Math.min(MOST_PARAMETERS, limits.maxEntries()), pointer, faults)) {
                return null;
            }
            Map<?, ?> values = map(node, MigrationParameter.class, ParameterValue.class, pointer, faults);
            return values == null ? null : new MigrationParameters((Map<MigrationParameter, ParameterValue>) values);
        }
        if (VariantTypes.isIncoming(type)) {
            return incoming(node, pointer, faults);
        }
        if (type.isEnum()) {
            return constant(node, type, pointer, faults);
        }
        if (VariantTypes.discriminator(type) != null) {
            return variant(node, type, pointer, faults, Set.of());
        }
        return record(node, type.asSubclass(Record.class), pointer, faults, Set.of());
    }

    @SuppressWarnings("unchecked")
    private @Nullable ParameterValue parameterValue(JsonNode node, String pointer, ReadErrors faults) {
        if (node.isArray() && node.valueStream().anyMatch(JsonNode::isObject)) {
            List<?> nodes = list(node, ParameterValue.NodeAlias.class, pointer, faults);
            return nodes == null ? null : new ParameterValue.BitmapMapping((List<ParameterValue.NodeAlias>) nodes);
        }
        return ParameterValueReader.read(node, pointer, faults);
    }

    private @Nullable Object scalar(String text, Class<?> type, String pointer, ReadErrors faults) {
        Function<String, Object> reader = Scalars.reader(type);
        try {
            return reader == null ? null : reader.apply(text);
        } catch (IllegalArgumentException wrong) {
            faults.add(pointer, "format", String.valueOf(wrong.getMessage()), "Write it in that form");
            return null;
        }
    }

    private @Nullable Object constant(JsonNode node, Class<?> type, String pointer, ReadErrors faults) {
        for (Object constant : type.getEnumConstants()) {
            if (node.isString() && constant.toString().equals(node.asString())) {
                return constant;
            }
        }
        String allowed =
                Arrays.stream(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(", "));
        return fault(faults, pointer, "one of " + allowed, node);
    }

    private static boolean isTooLong(JsonNode node, int limit, String pointer, ReadErrors faults) {
        if (node.size() <= limit) {
            return false;
        }
        faults.add(
                pointer,
                "size",
                "There are " + node.size() + " entries, the limit is " + limit,
                "Send at most " + limit);
        return true;
    }

    private @Nullable List<?> list(JsonNode node, Type element, String pointer, ReadErrors faults) {
        if (!node.isArray()) {
            fault(faults, pointer, "a list", node);
            return null;
        }
        if (isTooLong(node, limits.maxEntries(), pointer, faults)) {
            return null;
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            Object value = value(node.get(i), element, ReadErrors.below(pointer, Integer.toString(i)), faults);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private @Nullable Map<?, ?> map(JsonNode node, Class<?> key, Type element, String pointer, ReadErrors faults) {
        if (!node.isObject()) {
            fault(faults, pointer, "an object", node);
            return null;
        }
        if (isTooLong(node, limits.maxEntries(), pointer, faults)) {
            return null;
        }
        Map<Object, Object> values = new LinkedHashMap<>();
        node.properties().forEach(member -> {
            String below = ReadErrors.below(pointer, member.getKey());
            Object name = key == String.class ? member.getKey() : scalar(member.getKey(), key, below, faults);
            Object value = value(member.getValue(), element, below, faults);
            if (name != null && value != null) {
                values.put(name, value);
            }
        });
        return values;
    }

    private @Nullable Incoming incoming(JsonNode node, String pointer, ReadErrors faults) {
        IncomingForm form = (IncomingForm) record(node, IncomingForm.class, pointer, faults, Set.of());
        if (form == null || !node.isObject()) {
            return null;
        }
        if ((form.listen() == null) == (form.channels() == null)) {
            faults.add(
                    pointer,
                    "incoming",
                    "Exactly one of 'listen' and 'channels' says how the VM listens",
                    "Send {\"listen\": \"defer\"}, {\"listen\": \"tcp:0.0.0.0:4444\"} or {\"channels\": […]}");
            return null;
        }
        return form.incoming();
    }

    private @Nullable Object variant(
            JsonNode node, Class<?> type, String pointer, ReadErrors faults, Set<String> outer) {
        String discriminator = String.valueOf(VariantTypes.discriminator(type));
        Set<String> discriminators =
                Stream.concat(outer.stream(), Stream.of(discriminator)).collect(Collectors.toUnmodifiableSet());
        if (!node.isObject()) {
            return fault(faults, pointer, "an object with '" + discriminator + "'", node);
        }
        Class<?>[] variants = type.getPermittedSubclasses();
        String name = node.path(discriminator).asString("");
        for (Class<?> variant : variants) {
            if (VariantTypes.name(variant).equals(name)) {
                return VariantTypes.discriminator(variant) != null
                        ? variant(node, variant, pointer, faults, discriminators)
                        : record(node, variant.asSubclass(Record.class), pointer, faults, discriminators);
            }
        }
        String allowed = Arrays.stream(variants).map(VariantTypes::name).collect(Collectors.joining(", "));
        return fault(faults, ReadErrors.below(pointer, discriminator), "one of " + allowed, node.path(discriminator));
    }

    private @Nullable Object record(
            JsonNode node,
            Class<? extends Record> type,
            String pointer,
            ReadErrors faults,
            Set<String> discriminators) {
        if (!node.isObject()) {
            return fault(faults, pointer, "an object", node);
        }
        RecordForm form = RecordForm.of(type);
        rejectUnknown(node, form, pointer, faults, discriminators);
        @Nullable Object[] values = new @Nullable Object[form.components().size()];
        boolean complete = true;
        for (int i = 0; i < values.length; i++) {
            RecordForm.Component component = form.components().get(i);
            values[i] = component(node, form, component, pointer, faults);
            complete &= values[i] != null || component.nullable();
        }
        return complete ? instance(form, values, pointer, faults) : null;
    }

    private static void rejectUnknown(
            JsonNode node, RecordForm form, String pointer, ReadErrors faults, Set<String> discriminators) {
        List<String> unknown = node.propertyNames().stream()
                .filter(name -> !form.knows(name) && !discriminators.contains(name))
                .toList();
        for (int i = 0; i < unknown.size(); i++) {
            String name = unknown.get(i);
            // The fields are listed once: an object with a hundred unknown ones would list them a hundred times.
            faults.add(
                    ReadErrors.below(pointer, name),
                    "unknown-field",
                    "There is no field '" + name + "' here",
                    i == 0
                            ? "Remove it, or use one of: " + form.names()
                            : "Remove it; the first violation of this object lists the fields");
        }
    }

    private @Nullable Object component(
            JsonNode node, RecordForm form, RecordForm.Component component, String pointer, ReadErrors faults) {
        String below = ReadErrors.below(pointer, component.name());
        JsonNode given = node.path(component.name());
        JsonNode standIn = component.defaultValue();
        if (given.isMissingNode() || given.isNull()) {
            if (standIn == null && !component.nullable()) {
                faults.add(below, "required", "The field '" + component.name() + "' is missing", "Add it");
            }
            return standIn == null ? null : value(standIn, component.type(), below, faults);
        }
        Object value = value(given, component.type(), below, faults);
        if (value != null && constraints != null && component.constrained()) {
            List<String> violated = constraints.violatedBy(form.type(), component.name(), value);
            for (String message : violated) {
                faults.add(below, "constraint", "The field '" + component.name() + "' " + message, "Change it");
            }
            if (!violated.isEmpty() && (value instanceof List || value instanceof Map)) {
                // What is too long goes no further: rules compare its entries with each other.
                value = null;
            }
        }
        return value == null && standIn != null ? value(standIn, component.type(), below, new ReadErrors(0)) : value;
    }

    private static @Nullable Object instance(
            RecordForm form, @Nullable Object[] values, String pointer, ReadErrors faults) {
        try {
            return form.constructor().newInstance(values);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof IllegalArgumentException wrong) {
                faults.add(pointer, "format", String.valueOf(wrong.getMessage()), "Change it");
                return null;
            }
            throw new IllegalStateException("Constructor of " + form.type() + " failed", refused);
        } catch (ReflectiveOperationException bug) {
            throw new IllegalStateException("Constructor of " + form.type() + " is not usable", bug);
        }
    }

    private static @Nullable Object fault(ReadErrors faults, String pointer, String expected, JsonNode got) {
        faults.wrongType(pointer, expected, got);
        return null;
    }

    /**
     * The JSON form of {@link Incoming}.
     *
     * @param listen {@code defer} or a URI
     * @param channels channels in QAPI form
     */
    record IncomingForm(@Nullable String listen, @Nullable List<IncomingChannel> channels) {

        Incoming incoming() {
            if (channels != null) {
                return new Incoming.Channels(channels);
            }
            String how = String.valueOf(listen);
            return how.equals("defer") ? new Incoming.Deferred() : new Incoming.Uri(how);
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
