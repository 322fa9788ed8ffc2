package dev.outset.binding;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.validation.constraints.Size;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a value is created from its JSON form, which is another type: by a static {@code @JsonCreator} method with one
 * parameter, or by the constructor of a record whose only component is a {@code @JsonValue}.
 *
 * @param executable the method or constructor
 * @param form the type of the JSON form
 * @param acceptsNumber whether the form is a string, but a whole number is accepted, too: that of a number with a unit
 * @param component the name of the only component; null for a method
 * @param maxEntries the maximum number of entries of the form
 */
record Creator(
        Executable executable,
        Type form,
        boolean acceptsNumber,
        @Nullable String component,
        int maxEntries) {

    static Optional<Creator> of(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(JsonCreator.class))
                .filter(method -> Modifier.isStatic(method.getModifiers()) && method.getParameterCount() == 1)
                .findFirst()
                .map(method -> of(type, method))
                .or(() -> type.isRecord() ? ofComponent(type) : Optional.empty());
    }

    private static Creator of(Class<?> type, Method method) {
        method.setAccessible(true);
        Type form = method.getGenericParameterTypes()[0];
        boolean isNumber = Arrays.stream(type.getMethods())
                .anyMatch(value -> value.isAnnotationPresent(JsonValue.class) && value.getReturnType() == long.class);
        return new Creator(method, form, form == String.class && isNumber, null, Integer.MAX_VALUE);
    }

    private static Optional<Creator> ofComponent(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        if (components.length != 1 || !components[0].getAccessor().isAnnotationPresent(JsonValue.class)) {
            return Optional.empty();
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(components[0].getType());
            constructor.setAccessible(true);
            Size size = components[0].getAccessor().getAnnotation(Size.class);
            return Optional.of(new Creator(
                    constructor,
                    components[0].getGenericType(),
                    false,
                    components[0].getName(),
                    size == null ? Integer.MAX_VALUE : size.max()));
        } catch (NoSuchMethodException bug) {
            throw new IllegalStateException(type + " has no canonical constructor", bug);
        }
    }

    /**
     * Creates the value.
     *
     * @throws IllegalArgumentException if the value is not valid
     */
    Object create(Object value) {
        return invoke(executable, value);
    }

    /**
     * Calls a constructor or a static method.
     *
     * @throws IllegalArgumentException if it throws one
     */
    static Object invoke(Executable executable, @Nullable Object... arguments) {
        try {
            return executable instanceof Constructor<?> constructor
                    ? constructor.newInstance(arguments)
                    : ((Method) executable).invoke(null, arguments);
        } catch (InvocationTargetException failed) {
            if (failed.getCause() instanceof IllegalArgumentException invalid) {
                throw invalid;
            }
            throw new IllegalStateException(executable + " failed", failed);
        } catch (ReflectiveOperationException bug) {
            throw new IllegalStateException(executable + " is not usable", bug);
        }
    }
}
