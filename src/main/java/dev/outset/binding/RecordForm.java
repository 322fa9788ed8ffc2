package dev.outset.binding;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The JSON form of a record, derived from its annotations. */
final class RecordForm {

    private static final ClassValue<RecordForm> FORMS = new ClassValue<>() {
        @Override
        protected RecordForm computeValue(Class<?> type) {
            return new RecordForm(type.asSubclass(Record.class));
        }
    };

    private final Class<? extends Record> type;

    private final Map<String, Component> components = new LinkedHashMap<>();

    private final List<Component> order;

    private final List<Component> written;

    private final Map<String, String> discriminators;

    private final Constructor<?> constructor;

    private final @Nullable Function<Object, @Nullable Object> value;

    /** A record component. */
    static final class Component {

        private final RecordComponent component;

        private final String name;

        private final boolean nullable;

        private final boolean writtenAsNull;

        private final boolean internal;

        private final @Nullable JsonNode defaultJson;

        private final boolean required;

        private @Nullable Function<Object, @Nullable Object> accessor;

        private @Nullable TypeReader reader;

        private @Nullable Object absentValue;

        private Component(RecordComponent component) {
            this.component = component;
            this.name = RecordReader.nameOf(component);
            boolean isOptional = component.getType() == Optional.class;
            this.nullable = isOptional || component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            JsonInclude include = component.getAccessor().getAnnotation(JsonInclude.class);
            this.writtenAsNull = include != null && include.value() == JsonInclude.Include.ALWAYS;
            this.internal = component.isAnnotationPresent(Internal.class);
            JsonNode ofAbsent = RecordReader.defaultOf(component);
            this.required = !nullable && ofAbsent == null;
            Placeholder placeholder = component.getAnnotation(Placeholder.class);
            this.defaultJson = placeholder == null ? ofAbsent : RecordReader.json(component, placeholder.value());
            this.absentValue = isOptional ? Optional.empty() : null;
        }

        /** The name in JSON. */
        String name() {
            return name;
        }

        /** The name in Java. */
        String javaName() {
            return component.getName();
        }

        /** Whether the record can be created without it. */
        boolean nullable() {
            return nullable;
        }

        /** Whether its absence is an error. */
        boolean isRequired() {
            return required;
        }

        /** Whether a null value is written as {@code null}, and not omitted. */
        boolean writtenAsNull() {
            return writtenAsNull;
        }

        private boolean isWritten() {
            return !internal && !component.getAccessor().isAnnotationPresent(JsonIgnore.class);
        }

        /** Whether it is {@link Internal}. */
        boolean isInternal() {
            return internal;
        }

        /** Returns the value of the component in a record. */
        @Nullable Object valueIn(Record owner) {
            Function<Object, @Nullable Object> known = accessor;
            if (known == null) {
                known = RecordForm.accessor(component.getAccessor());
                accessor = known;
            }
            return known.apply(owner);
        }

        /** The reader of its values. */
        TypeReader reader() {
            TypeReader known = reader;
            if (known == null) {
                known = TypeReaders.of(component.getGenericType());
                reader = known;
            }
            return known;
        }

        /** The value if the member is absent or invalid; null if it has no default. It is read only once. */
        @Nullable Object absentValue() {
            Object known = absentValue;
            if (known == null && defaultJson != null) {
                known = defaultValue(defaultJson);
                absentValue = known;
            }
            return known;
        }

        private Object defaultValue(JsonNode json) {
            Reading reading = new Reading(ReadLimits.NONE, null, false);
            Object read = reader().read(json, Place.ROOT, reading);
            if (read == null) {
                throw new IllegalStateException("The default of " + component + " is not valid: "
                        + reading.violations().all());
            }
            return read;
        }
    }

    private RecordForm(Class<? extends Record> type) {
        this.type = type;
        RecordComponent[] declared = type.getRecordComponents();
        Arrays.stream(declared).map(Component::new).forEach(component -> components.put(component.name(), component));
        this.order = List.copyOf(components.values());
        this.written = order.stream().filter(Component::isWritten).toList();
        this.discriminators = VariantTypes.members(type);
        discriminators.keySet().removeAll(components.keySet());
        this.value = Arrays.stream(type.getMethods())
                .filter(method -> method.isAnnotationPresent(JsonValue.class))
                .findFirst()
                .map(RecordForm::accessor)
                .orElse(null);
        try {
            constructor = type.getDeclaredConstructor(
                    Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
        } catch (NoSuchMethodException bug) {
            throw new IllegalStateException(type + " has no canonical constructor", bug);
        }
    }

    static RecordForm of(Class<? extends Record> type) {
        return FORMS.get(type);
    }

    Class<? extends Record> type() {
        return type;
    }

    /** The components, in order. */
    List<Component> components() {
        return order;
    }

    /** The components that are written, in order: those without {@code @JsonIgnore} and {@link Internal}. */
    List<Component> written() {
        return written;
    }

    /** Whether a component is {@link Internal}. */
    boolean hasInternals() {
        return order.stream().anyMatch(Component::isInternal);
    }

    /** The canonical constructor. */
    Constructor<?> constructor() {
        return constructor;
    }

    /** The discriminator members of a variant, outermost first. A component with the same name replaces one. */
    Map<String, String> discriminators() {
        return discriminators;
    }

    /** Returns the value that a record is written as, its {@code @JsonValue}; null if it is written as an object. */
    @Nullable Function<Object, @Nullable Object> value() {
        return value;
    }

    /** Whether the JSON object may have a member with this name. */
    boolean hasMember(String name) {
        return components.containsKey(name) || discriminators.containsKey(name);
    }

    /** The comma-separated JSON names of the components. */
    String names() {
        return String.join(", ", components.keySet());
    }

    /** Creates a lambda at runtime: reflection would take about half of the time of writing a record. */
    @SuppressWarnings("unchecked")
    private static Function<Object, @Nullable Object> accessor(Method method) {
        Class<?> owner = method.getDeclaringClass();
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
            MethodHandle getter = lookup.unreflect(method);
            MethodType boxed =
                    MethodType.methodType(method.getReturnType(), owner).wrap().changeParameterType(0, owner);
            return (Function<Object, @Nullable Object>) LambdaMetafactory.metafactory(
                            lookup,
                            "apply",
                            MethodType.methodType(Function.class),
                            MethodType.methodType(Object.class, Object.class),
                            getter,
                            boxed)
                    .getTarget()
                    .invokeExact();
        } catch (Throwable bug) {
            // The signature of a method handle declares Throwable, but an accessor throws nothing.
            throw new IllegalStateException(method + " is not readable", bug);
        }
    }
}
