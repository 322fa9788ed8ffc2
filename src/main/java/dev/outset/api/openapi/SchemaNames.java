package dev.outset.api.openapi;

import io.swagger.v3.core.jackson.TypeNameResolver;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * The names of schemas: that of the annotation, else that of the class; a nested class bears its owner's name before its
 * own. Two classes of one name would silently become one schema, so there is no document then.
 */
final class SchemaNames extends TypeNameResolver {

    private final Map<String, Class<?>> taken = new ConcurrentHashMap<>();

    private final Set<String> clashes = new ConcurrentSkipListSet<>();

    @Override
    protected String nameForClass(Class<?> type, Set<Options> options) {
        return name(type, super.nameForClass(type, options));
    }

    /** Notes which class became the schema of a name. */
    void note(String name, Class<?> type) {
        Class<?> other = taken.putIfAbsent(name, type);
        if (other != null && other != type) {
            clashes.add("'" + name + "' for " + type.getName() + " and " + other.getName());
        }
    }

    /**
     * Checks that no name was taken twice. Thrown while a schema is resolved, this would be swallowed.
     *
     * @throws IllegalStateException naming the classes
     */
    void requireUnique() {
        if (!clashes.isEmpty()) {
            throw new IllegalStateException("Two types have one schema name: " + String.join("; ", clashes)
                    + "; give one of them another with @Schema(name = …)");
        }
    }

    private static String name(Class<?> type, String name) {
        Class<?> owner = type.getEnclosingClass();
        Schema schema = type.getDeclaredAnnotation(Schema.class);
        boolean isNamed = schema != null && !schema.name().isEmpty();
        return owner == null || isNamed || !type.getName().startsWith("dev.outset.")
                ? name
                : owner.getSimpleName().replaceFirst("View$", "") + name;
    }
}
