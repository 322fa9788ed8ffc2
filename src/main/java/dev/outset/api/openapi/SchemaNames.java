package dev.outset.api.openapi;

import io.swagger.v3.core.jackson.TypeNameResolver;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Names schemas by the annotation, else by the class; the name of a nested class is prefixed with that of its enclosing
 * class. Two classes with the same name would silently share one schema, so the document is not generated in that case.
 */
final class SchemaNames extends TypeNameResolver {

    private final Map<String, Class<?>> registered = new ConcurrentHashMap<>();

    private final Set<String> conflicts = new ConcurrentSkipListSet<>();

    @Override
    protected String nameForClass(Class<?> type, Set<Options> options) {
        return name(type, super.nameForClass(type, options));
    }

    /** Records the class of a schema name. */
    void register(String name, Class<?> type) {
        Class<?> other = registered.putIfAbsent(name, type);
        if (other != null && other != type) {
            conflicts.add("'" + name + "' for " + type.getName() + " and " + other.getName());
        }
    }

    /**
     * Checks that no two types have the same schema name. Springdoc swallows exceptions during resolution, so the check
     * runs afterwards.
     *
     * @throws IllegalStateException if names conflict; the message lists the types
     */
    void requireUnique() {
        if (!conflicts.isEmpty()) {
            throw new IllegalStateException("Two types have the same schema name: " + String.join("; ", conflicts)
                    + "; set another name with @Schema(name = …)");
        }
    }

    private static String name(Class<?> type, String name) {
        Class<?> enclosing = type.getEnclosingClass();
        Schema schema = type.getDeclaredAnnotation(Schema.class);
        boolean isNamed = schema != null && !schema.name().isEmpty();
        return enclosing == null || isNamed || !type.getName().startsWith("dev.outset.")
                ? name
                : enclosing.getSimpleName().replaceFirst("View$", "") + name;
    }
}
