package dev.outset.api.openapi;

import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a type whose JSON form cannot be derived from its class.
 *
 * @param component the name of the schema component; null if the schema is inlined
 * @param schema the schema
 * @param parts the types whose schemas it references
 */
record CustomSchema(@Nullable String component, Schema<?> schema, List<Class<?>> parts) {

    /** A schema that becomes a component. */
    static CustomSchema component(String name, Schema<?> schema, Class<?>... parts) {
        return new CustomSchema(name, schema, List.of(parts));
    }

    /** A schema that is inlined. */
    static CustomSchema inline(Schema<?> schema) {
        return new CustomSchema(null, schema, List.of());
    }
}
