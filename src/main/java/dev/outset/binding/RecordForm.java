package dev.outset.binding;

import dev.outset.parameters.ParameterValue;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Constraint;
import java.lang.annotation.Annotation;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON format of a record, derived from its annotations.
 *
 * @param type the record type
 * @param components the components, in order
 * @param constructor the canonical constructor
 */
record RecordForm(Class<? extends Record> type, List<Component> components, Constructor<?> constructor) {

    private static final ClassValue<RecordForm> FORMS = new ClassValue<>() {
        @Override
        protected RecordForm computeValue(Class<?> type) {
            return read(type.asSubclass(Record.class));
        }
    };

    /**
     * A record component.
     *
     * @param name the name in JSON
     * @param type the generic type
     * @param nullable whether it may be absent
     * @param defaultValue the value if it is absent; null if there is none
     * @param constrained whether it has Bean Validation constraints
     * @param writtenAsNull whether an absent value is written as {@code null}; set by {@code @Schema(nullable = true)}
     * @param accessor returns its value in a record
     */
    record Component(
            String name,
            Type type,
            boolean nullable,
            @Nullable JsonNode defaultValue,
            boolean constrained,
            boolean writtenAsNull,
            Function<Record, @Nullable Object> accessor) {

        /** Returns the value of the component in a record. */
        @Nullable Object valueIn(Record owner) {
            return accessor.apply(owner);
        }
    }

    static RecordForm of(Class<? extends Record> type) {
        return FORMS.get(type);
    }

    /** Whether the record has a component with this JSON name. */
    boolean hasComponent(String name) {
        for (Component component : components) {
            if (component.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** The comma-separated JSON names of the components. */
    String names() {
        return components.stream().map(Component::name).collect(Collectors.joining(", "));
    }

    private static RecordForm read(Class<? extends Record> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return new RecordForm(
                    type, Arrays.stream(components).map(RecordForm::component).toList(), constructor);
        } catch (NoSuchMethodException bug) {
            throw new IllegalStateException(type + " has no canonical constructor", bug);
        }
    }

    private static Component component(RecordComponent component) {
        Schema schema = component.getAccessor().getAnnotation(Schema.class);
        String text = schema == null ? "" : schema.defaultValue();
        return new Component(
                jsonName(component),
                component.getGenericType(),
                isNullable(component.getAnnotatedType()),
                text.isEmpty() ? null : json(component.getType(), text),
                isConstrained(component),
                schema != null && schema.nullable(),
                accessor(component));
    }

    /** Creates a lambda at runtime: reflection would take about half of the time of writing a record. */
    @SuppressWarnings("unchecked")
    private static Function<Record, @Nullable Object> accessor(RecordComponent component) {
        Class<?> owner = component.getDeclaringRecord();
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
            MethodHandle getter = lookup.unreflect(component.getAccessor());
            MethodType boxed =
                    MethodType.methodType(component.getType(), owner).wrap().changeParameterType(0, owner);
            return (Function<Record, @Nullable Object>) LambdaMetafactory.metafactory(
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
            throw new IllegalStateException(
                    "Component " + component.getName() + " of " + owner + " is not readable", bug);
        }
    }

    /** QAPI types use hyphenated QAPI names; all other names are camel case. */
    private static String jsonName(RecordComponent component) {
        boolean isQapi = component.getDeclaringRecord().getEnclosingClass() == ParameterValue.class;
        return isQapi ? component.getName().replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT) : component.getName();
    }

    private static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static boolean isConstrained(RecordComponent component) {
        return Arrays.stream(component.getAccessor().getAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(annotation -> annotation.isAnnotationPresent(Constraint.class));
    }

    private static JsonNode json(Class<?> type, String text) {
        JsonMapper mapper = JsonMapper.shared();
        boolean isText = type == String.class || type.isEnum() || Scalars.reader(type) != null;
        return isText ? mapper.valueToTree(text) : mapper.readTree(text);
    }
}
