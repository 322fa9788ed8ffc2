package dev.outset.binding;

import dev.outset.migration.ParameterValue;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Constraint;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the annotations of a record say about its JSON form.
 *
 * @param type the record
 * @param components its components in order
 * @param constructor its canonical constructor
 */
record RecordForm(Class<? extends Record> type, List<Component> components, Constructor<?> constructor) {

    private static final Map<Class<?>, RecordForm> CACHE = new ConcurrentHashMap<>();

    /**
     * A component.
     *
     * @param name its name in JSON
     * @param type its generic type
     * @param nullable whether it may be absent
     * @param defaultValue what stands for it when it is absent; null for none
     * @param constrained whether it carries constraints
     * @param record the component itself, to read values with
     */
    record Component(
            String name,
            Type type,
            boolean nullable,
            @Nullable JsonNode defaultValue,
            boolean constrained,
            RecordComponent record) {

        /** Whether its absence is shown as {@code null}, as {@code @Schema(nullable = true)} promises. */
        boolean writtenAsNull() {
            Schema schema = record.getAccessor().getAnnotation(Schema.class);
            return schema != null && schema.nullable();
        }

        /** The component's value in a record. */
        @Nullable Object valueIn(Record owner) {
            try {
                return record.getAccessor().invoke(owner);
            } catch (IllegalAccessException | InvocationTargetException bug) {
                throw new IllegalStateException(
                        "Component " + name + " of " + owner.getClass() + " is not readable", bug);
            }
        }
    }

    static RecordForm of(Class<? extends Record> type) {
        return CACHE.computeIfAbsent(type, key -> read(type));
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
        component.getAccessor().setAccessible(true);
        Schema schema = component.getAccessor().getAnnotation(Schema.class);
        String text = schema == null ? "" : schema.defaultValue();
        return new Component(
                jsonName(component),
                component.getGenericType(),
                isNullable(component.getAnnotatedType()),
                text.isEmpty() ? null : json(component.getType(), text),
                isConstrained(component),
                component);
    }

    /** QAPI's own types keep QAPI's spelling; everything else of ours is camel case. */
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
