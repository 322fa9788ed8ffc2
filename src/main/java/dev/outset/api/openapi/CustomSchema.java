package dev.outset.api.openapi;

import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a type whose JSON form cannot be read off its class.
 *
 * @param component the name under which it stands among the components; null where it is small enough to be repeated
 * @param schema the schema
 * @param parts types whose schemas it refers to
 */
record CustomSchema(@Nullable String component, Schema<?> schema, List<Class<?>> parts) {

    static CustomSchema component(String name, Schema<?> schema, Class<?>... parts) {
        return new CustomSchema(name, schema, List.of(parts));
    }

    static CustomSchema inline(Schema<?> schema) {
        return new CustomSchema(null, schema, List.of());
    }
}
